// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAuditLog} from "../audit/IAuditLog.sol";
import {IGuardian} from "./IGuardian.sol";

/// @notice Approvals of guardians, and what came of them.
contract Guardian is IGuardian, AccessManaged {
    bytes32 private constant DELAY = keccak256("DecisionDelayed");
    bytes32 private constant CANCEL = keccak256("DecisionCancelled");

    IAuditLog private immutable _AUDIT;
    uint8 private immutable _QUORUM;
    uint48 private immutable _TERM;
    uint48 private immutable _DELAY;
    uint48 private _endsAt;
    address[] private _guardians;
    mapping(address account => bool) private _isGuardian;
    mapping(bytes32 act => uint256) private _approvals;
    mapping(bytes32 act => mapping(address guardian => bool)) private _approved;
    /// @dev The proposal in which these calls were delayed or cancelled, once for all time.
    mapping(bytes32 kind => mapping(bytes32 callsHash => uint256 proposalId)) private _done;

    constructor(
        address authority,
        address[] memory accounts,
        uint8 quorum_,
        Settings memory all,
        IAuditLog audit
    ) AccessManaged(authority) {
        if (quorum_ > accounts.length || 2 * uint256(quorum_) <= accounts.length || all.term == 0) {
            revert GuardianInvalid();
        }
        for (uint256 i = 0; i < accounts.length; ++i) {
            if (accounts[i] == address(0) || _isGuardian[accounts[i]]) revert GuardianInvalid();
            _isGuardian[accounts[i]] = true;
        }
        _guardians = accounts;
        _AUDIT = audit;
        _QUORUM = quorum_;
        _TERM = all.term;
        _DELAY = all.delay;
        _renew(uint48(block.timestamp) + all.term);
    }

    /// @inheritdoc IGuardian
    function delayDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external {
        if (_approve(DELAY, proposalId, callsHash, reason)) emit DecisionDelayed(proposalId, callsHash);
    }

    /// @inheritdoc IGuardian
    function cancelDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external {
        if (_approve(CANCEL, proposalId, callsHash, reason)) emit DecisionCancelled(proposalId, callsHash);
    }

    /// @inheritdoc IGuardian
    function renew(uint48 until) external restricted {
        if (until <= block.timestamp || until > block.timestamp + _TERM) revert RenewalInvalid(until);
        _renew(until);
    }

    /// @inheritdoc IGuardian
    function effectOf(uint256 proposalId, bytes32 callsHash) external view returns (uint48 delay, bool cancelled) {
        if (_done[DELAY][callsHash] == proposalId) delay = _DELAY;
        cancelled = _done[CANCEL][callsHash] == proposalId;
    }

    /// @inheritdoc IGuardian
    function guardians() external view returns (address[] memory) {
        return _guardians;
    }

    /// @inheritdoc IGuardian
    function quorum() external view returns (uint8) {
        return _QUORUM;
    }

    /// @inheritdoc IGuardian
    function endsAt() external view returns (uint48) {
        return _endsAt;
    }

    /// @dev True when this approval was the last that the act needed.
    function _approve(
        bytes32 kind,
        uint256 proposalId,
        bytes32 callsHash,
        string calldata reason
    ) private returns (bool) {
        if (!_isGuardian[msg.sender]) revert NotGuardian(msg.sender);
        if (block.timestamp >= _endsAt) revert GuardianEnded(_endsAt);
        uint256 before = _done[kind][callsHash];
        if (before != 0) revert AlreadyDone(callsHash, before);
        bytes32 act = keccak256(abi.encode(kind, proposalId, callsHash));
        if (_approved[act][msg.sender]) revert AlreadyApproved(act, msg.sender);
        _approved[act][msg.sender] = true;
        uint256 approvals = ++_approvals[act];
        emit ActApproved(act, msg.sender, approvals);
        if (approvals < _QUORUM) return false;
        _done[kind][callsHash] = proposalId;
        _AUDIT.record(kind, callsHash, proposalId, reason);
        return true;
    }

    function _renew(uint48 until) private {
        _endsAt = until;
        emit GuardianRenewed(until);
    }
}
