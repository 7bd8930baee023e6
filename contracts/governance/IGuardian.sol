// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Those who may make a decision wait, or be taken anew, once.
/// @notice Institutions named at birth, none of them an attester; `quorum` of them act together. They hold nothing else: no
/// execution, no exit, no court, not their own term. A decision is known by the hash of its calls, so the same calls under
/// another description are the same decision: what was cancelled and passed again stands. Their power ends by itself.
///
/// A guardian names the hash beside the proposal; an act under a wrong hash changes nothing, as the hash is compared.
interface IGuardian {
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

    /// @notice Agrees that a decision waits longer; the last of the quorum makes it so. Only a guardian, within the term.
    /// @param callsHash Hash of its calls: `IDecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function delayDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external;

    /// @notice Agrees that a decision is cancelled; the last of the quorum makes it so. Only a guardian, within the term.
    /// @param callsHash Hash of its calls: `IDecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function cancelDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external;

    /// @notice Moves the end of the guardians' power; only by a vote.
    /// @param until Unix time, later than now and at most one term away.
    function renew(uint48 until) external;

    /// @notice What the guardians did to a decision.
    function effectOf(uint256 proposalId, bytes32 callsHash) external view returns (uint48 delay, bool cancelled);
    /// @notice The guardians.
    function guardians() external view returns (address[] memory accounts);
    /// @notice Guardians that act together.
    function quorum() external view returns (uint8 number);
    /// @notice When the power ends.
    function endsAt() external view returns (uint48 until);
}
