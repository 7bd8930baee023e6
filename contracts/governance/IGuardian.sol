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
    /// @param term From birth until the power ends by itself, and the longest renewal.
    /// @param delay By which a decision is made to wait.
    struct Settings {
        uint48 term;
        uint48 delay;
    }

    /// @notice A guardian agrees to an act.
    /// @param act Hash of what is done, the proposal and its calls.
    /// @param guardian Who agrees.
    /// @param approvals How many agree now.
    event ActApproved(bytes32 indexed act, address indexed guardian, uint256 approvals);
    /// @notice A decision waits longer.
    /// @param proposalId The proposal.
    /// @param callsHash Hash of its calls.
    event DecisionDelayed(uint256 indexed proposalId, bytes32 indexed callsHash);
    /// @notice A decision is cancelled; passed again it stands.
    /// @param proposalId The proposal.
    /// @param callsHash Hash of its calls.
    event DecisionCancelled(uint256 indexed proposalId, bytes32 indexed callsHash);
    /// @notice The chambers renewed the guardians' power.
    /// @param until Unix time at which it ends.
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
    /// @param proposalId The proposal.
    /// @param callsHash Hash of its calls: `IDecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function delayDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external;

    /// @notice Agrees that a decision is cancelled; the last of the quorum makes it so. Only a guardian, within the term.
    /// @param proposalId The proposal.
    /// @param callsHash Hash of its calls: `IDecisionRegister.hashCalls`.
    /// @param reason Why; of the last who agrees it goes into the audit log.
    function cancelDecision(uint256 proposalId, bytes32 callsHash, string calldata reason) external;

    /// @notice Moves the end of the guardians' power; only by a vote.
    /// @param until Unix time, later than now and at most one term away.
    function renew(uint48 until) external;

    /// @notice What the guardians did to a decision.
    /// @param proposalId The proposal.
    /// @param callsHash Hash of its calls.
    /// @return delay Seconds that it waits longer.
    /// @return cancelled True when it is cancelled.
    function effectOf(uint256 proposalId, bytes32 callsHash) external view returns (uint48 delay, bool cancelled);

    /// @notice The guardians.
    /// @return accounts As given at birth.
    function guardians() external view returns (address[] memory accounts);

    /// @notice Guardians that act together.
    /// @return number Their number.
    function quorum() external view returns (uint8 number);

    /// @notice When the power ends.
    /// @return until Unix time.
    function endsAt() external view returns (uint48 until);
}
