// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC6372} from "@openzeppelin/contracts/interfaces/IERC6372.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Votes} from "@openzeppelin/contracts/governance/utils/Votes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IContributorRoll} from "./IContributorRoll.sol";

/// @title ContributorRoll
/// @notice One voice per active person, self-delegated by default.
contract ContributorRoll is IContributorRoll, Votes {
    address private immutable _REGISTRY;
    uint256 private immutable _DELEGATE_CAP;
    mapping(address account => bool) private _seated;

    modifier onlyRegistry() {
        if (msg.sender != _REGISTRY) revert NotRegistry(msg.sender);
        _;
    }

    constructor(address registry, uint256 cap) EIP712("Tilth ContributorRoll", "1") {
        _REGISTRY = registry;
        _DELEGATE_CAP = cap;
    }

    /// @inheritdoc IContributorRoll
    function seat(address account) external onlyRegistry {
        if (_seated[account]) revert AlreadySeated(account);
        _seated[account] = true;
        emit Seated(account);
        _transferVotingUnits(address(0), account, 1);
    }

    /// @inheritdoc IContributorRoll
    function unseat(address account) external onlyRegistry {
        if (!_seated[account]) revert NotSeated(account);
        // Recall first: a person who is seated again starts with the own voice.
        if (delegates(account) != account) super._delegate(account, account);
        _transferVotingUnits(account, address(0), 1);
        _seated[account] = false;
        emit Unseated(account);
    }

    /// @inheritdoc IContributorRoll
    function isSeated(address account) external view returns (bool) {
        return _seated[account];
    }

    /// @inheritdoc IContributorRoll
    function delegateCap() external view returns (uint256) {
        return _DELEGATE_CAP;
    }

    /// @inheritdoc IVotes
    function delegates(address account) public view override(IVotes, Votes) returns (address) {
        address delegatee = super.delegates(account);
        return delegatee == address(0) ? account : delegatee;
    }

    /// @inheritdoc IERC6372
    function clock() public view override(IERC6372, Votes) returns (uint48) {
        return Time.timestamp();
    }

    /// @inheritdoc IERC6372
    function CLOCK_MODE() public pure override(IERC6372, Votes) returns (string memory) {
        return "mode=timestamp";
    }

    /// @dev Zero means self. Without this, votes would move to nobody and a later revocation would underflow.
    function _delegate(address account, address delegatee) internal override {
        if (!_seated[account]) revert NotSeated(account);
        if (delegatee == address(0)) delegatee = account;
        if (delegatee != account && delegatee != delegates(account)) {
            if (!_seated[delegatee]) revert NotSeated(delegatee);
            if (getVotes(delegatee) >= _DELEGATE_CAP) revert DelegateFull(delegatee, _DELEGATE_CAP);
        }
        super._delegate(account, delegatee);
    }

    function _getVotingUnits(address account) internal view override returns (uint256) {
        return _seated[account] ? 1 : 0;
    }
}
