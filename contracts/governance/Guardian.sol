// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {AuditLog} from "../audit/AuditLog.sol";

/// @title Those who may make a decision wait, or be taken anew, once.
/// @notice Institutions named at birth, none of them an attester; `quorum` of them act together. They hold nothing else: no
/// execution, no exit, no court, not their own term. A decision is known by the hash of its calls, so the same calls under
/// another description are the same decision: what was cancelled and passed again stands. Their power ends by itself.
///
/// A guardian names the hash beside the proposal; an act under a wrong hash changes nothing, as the hash is compared.
contract Guardian is AccessManaged {
    /// @notice Settings at birth, in seconds.
    struct Settings {
        uint48 term; // from birth until the power ends by itself, and the longest renewal
        uint48 delay; // by which a decision is made to wait
    }

    /// @notice A guardian agrees to an act.
    /// @param act Hash of what is done, the proposal and its calls.
    event ActApproved(bytes32 indexed act, address indexed guardian, uint256 approvals);
    /// @notice A decision waits longer.
    event DecisionDelayed(uint256 indexed proposalId, bytes32 indexed callsHash);
    /// @notice A decision is cancelled; passed again it stands.
    event DecisionCancelled(uint256 indexed proposalId, bytes32 indexed callsHash);
    /// @notice The chambers renewed the guardians' power.
    event GuardianRenewed(uint48 until);

    /// @notice No accounts, one twice or zero, or a quorum that is no majority; or a term of zero.
    error GuardianInvalid();
    /// @notice Only a guardian may do this.
    error NotGuardian(address caller);
    /// @notice The guardians' power ended.
    error GuardianEnded(uint48 endedAt);
    /// @notice The guardian agreed already.
    error AlreadyApproved(bytes32 act, address guardian);
    /// @notice The decision was delayed, or cancelled, before.
    error AlreadyDone(bytes32 callsHash, uint256 proposalId);
    /// @notice The renewal is over already, or longer than one term.
    error RenewalInvalid(uint48 until);

    bytes32 private constant DELAY = keccak256("DecisionDelayed");
    bytes32 private constant CANCEL = keccak256("DecisionCancelled");

    AuditLog private immutable _AUDIT;
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
        AuditLog audit
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

    /// @notice Agrees that a decision waits longer; the last of the quorum makes it so. Only a guardian, within the term.
    /// @param callsHash Hash of its calls: `DecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function delayDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external {
        if (_approve(DELAY, proposalId, callsHash, reason)) emit DecisionDelayed(proposalId, callsHash);
    }

    /// @notice Agrees that a decision is cancelled; the last of the quorum makes it so. Only a guardian, within the term.
    /// @param callsHash Hash of its calls: `DecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function cancelDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external {
        if (_approve(CANCEL, proposalId, callsHash, reason)) emit DecisionCancelled(proposalId, callsHash);
    }

    /// @notice Moves the end of the guardians' power; only by a vote.
    /// @param until Unix time, later than now and at most one term away.
    function renew(uint48 until) external restricted {
        if (until <= block.timestamp || until > block.timestamp + _TERM) revert RenewalInvalid(until);
        _renew(until);
    }

    /// @notice What the guardians did to a decision.
    function effectOf(uint256 proposalId, bytes32 callsHash) external view returns (uint48 delay, bool cancelled) {
        if (_done[DELAY][callsHash] == proposalId) delay = _DELAY;
        cancelled = _done[CANCEL][callsHash] == proposalId;
    }

    /// @notice The guardians.
    function guardians() external view returns (address[] memory) {
        return _guardians;
    }

    /// @notice Guardians that act together.
    function quorum() external view returns (uint8) {
        return _QUORUM;
    }

    /// @notice When the power ends.
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
