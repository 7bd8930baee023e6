// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICountingBicameral} from "./ICountingBicameral.sol";
import {IGovernorParameters} from "./IGovernorParameters.sol";
import {IObjectionRegister} from "./IObjectionRegister.sol";
import {IReadingRegister} from "./IReadingRegister.sol";
import {ISponsoredProposals} from "./ISponsoredProposals.sol";

/// @title What the commons' governor adds to OpenZeppelin's Governor.
/// @notice States are OpenZeppelin's; what is added stands beside the arrows.
///
///   draft --enough sponsors, propose--> Pending --voting delay--> Active --voting period--> Succeeded or Defeated
///   Pending --cancel, by its proposer--> Canceled
///   Defeated, class 1, by the technical chamber alone --IReadingRegister.recordRefusal--> counted for the same calls:
///       opened `deadlockGap` later, contributors may decide alone; after the third, `deadlockPause` without proposals
///   Succeeded --queue--> Queued (code hashes kept)      Succeeded or Queued --IReadingRegister.recordReading--> first reading
///   Queued --execute--> Executed, once
///       the delay of the class and the extension by objections are over, the code behind the targets is the same, and
///       class 3, or many objections: a proposal with the same calls passed earlier (class 3: `readingGap` earlier)
interface ICommonsGovernor is ISponsoredProposals, ICountingBicameral, IGovernorParameters {
    /// @notice Settings at birth. Times are seconds, shares basis points. Those from `readingGap` on never change.
    /// @param votingDelay Between proposal and vote.
    /// @param votingPeriod Of the vote.
    /// @param lateExtension That stay after a late quorum.
    /// @param draftWindow In which a draft finds its sponsors and is proposed.
    /// @param peopleSponsors Sponsoring persons that suffice.
    /// @param operatorSponsors Sponsoring operators that suffice.
    /// @param liveEach Live proposals that one identity may stand behind.
    /// @param liveTotal Live proposals in all.
    /// @param readingGap Between the end of the first vote and the begin of the second, for class 3.
    /// @param deadlockGap After a technical refusal, until contributors may decide alone.
    /// @param deadlockPause Without proposals after the third technical refusal.
    /// @param deadlockTurnout Share of voices that must be cast when contributors decide alone.
    /// @param objectionLow Share of voices whose objection prolongs the delay.
    /// @param objectionHigh Share of voices whose objection asks for a second reading.
    /// @param minExtension Added to the delay at the low share.
    /// @param maxExtension Added to the delay at the high share.
    struct Settings {
        uint32 votingDelay;
        uint32 votingPeriod;
        uint32 lateExtension;
        uint32 draftWindow;
        uint8 peopleSponsors;
        uint8 operatorSponsors;
        uint8 liveEach;
        uint8 liveTotal;
        uint32 readingGap;
        uint32 deadlockGap;
        uint32 deadlockPause;
        uint16 deadlockTurnout;
        uint16 objectionLow;
        uint16 objectionHigh;
        uint32 minExtension;
        uint32 maxExtension;
    }

    /// @notice The turnout is zero or exceeds the whole.
    error DeadlockTurnoutInvalid(uint256 turnout);
    /// @notice The proposal's delay is not over.
    error ProposalNotReady(uint256 proposalId, uint256 eta);
    /// @notice The code behind a target changed after the proposal was queued.
    error CodeChanged(uint256 proposalId);
    /// @notice After three technical refusals these calls rest.
    error CallsPaused(bytes32 callsHash, uint256 until);
    /// @notice Only the governor's register of readings may say this.
    error NotReadings(address caller);
    /// @notice The governor relays nothing: the timelock executes.
    error RelayDisabled();

    /// @notice Notes what technical refusals of these calls mean for proposals to come; for the register of readings.
    /// @param callsHash Hash of targets, values and calldatas.
    /// @param aloneFrom From when on contributors may decide alone about a new proposal.
    /// @param restUntil Until when they may not be proposed, 0 while they may.
    function noteRefusals(bytes32 callsHash, uint48 aloneFrom, uint48 restUntil) external;

    /// @notice Hash of the targets' code hashes, taken when the proposal was queued.
    /// @param proposalId The proposal.
    /// @return hash 0 before queueing.
    function proposalCodeHash(uint256 proposalId) external view returns (bytes32 hash);

    /// @notice The register of objections that the governor made.
    /// @return register Its address.
    function objections() external view returns (IObjectionRegister register);

    /// @notice The register of readings and refusals that the governor made.
    /// @return register Its address.
    function readings() external view returns (IReadingRegister register);
}
