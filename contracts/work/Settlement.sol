// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {CreditLeaf} from "../credits/CreditLeaf.sol";
import {IContributionCredits} from "../credits/IContributionCredits.sol";
import {MerklePath} from "../credits/MerklePath.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {ISettlement} from "./ISettlement.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @title Settlement
/// @notice Roots of verified work, tested by anyone before credits are claimed with them.
contract Settlement is ISettlement {
    using MerklePath for bytes32[];

    uint8 private constant OPEN = 1;
    uint8 private constant SHOWN = 2;

    IOperatorRegistry private immutable _OPERATORS;
    IIdentityRegistry private immutable _IDENTITIES;
    IWorkLedger private immutable _LEDGER;
    IContributionCredits private immutable _CREDITS;
    uint48 private immutable _WINDOW;

    Pending private _pending;
    uint48 private _lastCutoff;
    uint64 private _posts;
    mapping(uint256 operatorId => bool) private _barred;
    mapping(uint64 post => mapping(uint256 operatorId => uint8)) private _demands;

    constructor(
        IOperatorRegistry operators,
        IIdentityRegistry identities,
        IWorkLedger ledger,
        IContributionCredits credits,
        uint48 length
    ) {
        // Half of it must be left to demand leaves and half of it to show them.
        if (length < 2) revert SettlementWindowInvalid(length);
        _OPERATORS = operators;
        _IDENTITIES = identities;
        _LEDGER = ledger;
        _CREDITS = credits;
        _WINDOW = length;
    }

    /// @inheritdoc ISettlement
    function post(uint48 cutoff, bytes32 root, string calldata uri) external {
        uint256 posterId = _OPERATORS.activeOperatorOf(msg.sender);
        if (_pending.root != 0) _conclude();
        if (_barred[posterId]) revert PosterBarred(posterId);
        if (root == 0) revert RootMissing();
        uint48 time = Time.timestamp();
        if (cutoff <= _lastCutoff || cutoff >= time) revert CutoffInvalid(cutoff, _lastCutoff, time);

        // Operators are numbered from 1 upwards.
        _pending = Pending(root, cutoff, time + _WINDOW, uint128(posterId), 0);
        ++_posts;
        emit RootPosted(posterId, cutoff, root, time + _WINDOW, uri);
    }

    /// @inheritdoc ISettlement
    function refute(uint256 operatorId, address account, uint256 cumulative, bytes32[] calldata proof) external {
        _assertInRoot(operatorId, account, cumulative, proof);
        if (_isTrue(operatorId, account, cumulative)) revert LeafTrue(operatorId, account, cumulative);
        _drop(operatorId);
    }

    /// @inheritdoc ISettlement
    function demand() external {
        uint256 operatorId = _OPERATORS.operatorOf(msg.sender);
        if (_pending.root == 0) revert NothingPending();
        uint48 until = _pending.finalAt - _WINDOW / 2;
        if (Time.timestamp() >= until) revert DemandLate(until);
        if (_LEDGER.unitsAt(operatorId, _pending.cutoff) == 0) revert NothingOwed(operatorId, _pending.cutoff);
        if (_demands[_posts][operatorId] != 0) revert AlreadyDemanded(operatorId);

        _demands[_posts][operatorId] = OPEN;
        ++_pending.demands;
        emit LeafDemanded(_pending.root, operatorId);
    }

    /// @inheritdoc ISettlement
    function show(uint256 operatorId, address account, uint256 cumulative, bytes32[] calldata proof) external {
        _assertInRoot(operatorId, account, cumulative, proof);
        if (!_isTrue(operatorId, account, cumulative)) revert LeafFalse(operatorId, account, cumulative);
        if (_demands[_posts][operatorId] != OPEN) revert NotDemanded(operatorId);

        _demands[_posts][operatorId] = SHOWN;
        --_pending.demands;
        emit LeafShown(_pending.root, operatorId);
    }

    /// @inheritdoc ISettlement
    function finalise() external {
        if (_pending.root == 0) revert NothingPending();
        _conclude();
    }

    /// @inheritdoc ISettlement
    function pending() external view returns (Pending memory) {
        return _pending;
    }

    /// @inheritdoc ISettlement
    function isBarred(uint256 operatorId) external view returns (bool) {
        return _barred[operatorId];
    }

    /// @inheritdoc ISettlement
    function lastCutoff() external view returns (uint48) {
        return _lastCutoff;
    }

    /// @inheritdoc ISettlement
    function window() external view returns (uint48) {
        return _WINDOW;
    }

    function _conclude() private {
        Pending memory ended = _pending;
        if (Time.timestamp() < ended.finalAt) revert RootPending(ended.root, ended.finalAt);
        if (ended.demands != 0) {
            _drop(0);
            return;
        }
        delete _pending;
        _lastCutoff = ended.cutoff;
        emit RootFinalised(ended.root, ended.cutoff);
        _CREDITS.setRoot(ended.root, ended.cutoff);
    }

    function _drop(uint256 operatorId) private {
        uint256 posterId = _pending.posterId;
        bytes32 root = _pending.root;
        delete _pending;
        _barred[posterId] = true;
        emit RootRefuted(posterId, root, operatorId);
    }

    function _assertInRoot(
        uint256 operatorId,
        address account,
        uint256 cumulative,
        bytes32[] calldata proof
    ) private view {
        bytes32 root = _pending.root;
        if (root == 0) revert NothingPending();
        bytes32 leaf = CreditLeaf.hash(operatorId, account, cumulative);
        if (!proof.leadsTo(root, leaf)) revert LeafNotInRoot(leaf, root);
    }

    function _isTrue(uint256 operatorId, address account, uint256 cumulative) private view returns (bool) {
        return _IDENTITIES.boundTo(account) == operatorId && _LEDGER.unitsAt(operatorId, _pending.cutoff) == cumulative;
    }
}
