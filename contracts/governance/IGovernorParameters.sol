// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The governor's settings that a vote may change, within the constitution.
/// @notice Times are seconds. The first three carry OpenZeppelin's names and events.
interface IGovernorParameters {
    /// @notice All of them, in one slot.
    /// @param votingDelay Between proposal and vote.
    /// @param votingPeriod Of the vote.
    /// @param lateExtension That stay after a late quorum.
    /// @param draftWindow In which a draft finds its sponsors and is proposed.
    /// @param peopleSponsors Sponsoring persons that suffice.
    /// @param operatorSponsors Sponsoring operators that suffice.
    /// @param liveEach Live proposals that one identity may stand behind.
    /// @param liveTotal Live proposals in all.
    struct Parameters {
        uint32 votingDelay;
        uint32 votingPeriod;
        uint32 lateExtension;
        uint32 draftWindow;
        uint8 peopleSponsors;
        uint8 operatorSponsors;
        uint8 liveEach;
        uint8 liveTotal;
    }

    /// @notice What sponsorship asks.
    /// @param draftWindow Seconds in which a draft finds its sponsors and is proposed.
    /// @param peopleSponsors Sponsoring persons that suffice.
    /// @param operatorSponsors Sponsoring operators that suffice.
    /// @param liveEach Live proposals that one identity may stand behind.
    /// @param liveTotal Live proposals in all.
    struct SponsorshipSettings {
        uint32 draftWindow;
        uint8 peopleSponsors;
        uint8 operatorSponsors;
        uint8 liveEach;
        uint8 liveTotal;
    }

    /// @notice The voting delay changed.
    /// @param oldVotingDelay Seconds before.
    /// @param newVotingDelay Seconds now.
    event VotingDelaySet(uint256 oldVotingDelay, uint256 newVotingDelay);
    /// @notice The voting period changed.
    /// @param oldVotingPeriod Seconds before.
    /// @param newVotingPeriod Seconds now.
    event VotingPeriodSet(uint256 oldVotingPeriod, uint256 newVotingPeriod);
    /// @notice The extension after a late quorum changed.
    /// @param oldVoteExtension Seconds before.
    /// @param newVoteExtension Seconds now.
    event LateQuorumVoteExtensionSet(uint64 oldVoteExtension, uint64 newVoteExtension);
    /// @notice What sponsorship asks changed.
    /// @param settings All of it.
    event SponsorshipSet(SponsorshipSettings settings);

    /// @notice Changes the voting delay; only by a vote.
    /// @param newVotingDelay Seconds.
    function setVotingDelay(uint48 newVotingDelay) external;

    /// @notice Changes the voting period; only by a vote.
    /// @param newVotingPeriod Seconds.
    function setVotingPeriod(uint32 newVotingPeriod) external;

    /// @notice Changes the extension after a late quorum; only by a vote.
    /// @param newVoteExtension Seconds, at most the voting period.
    function setLateQuorumVoteExtension(uint48 newVoteExtension) external;

    /// @notice Changes what sponsorship asks; only by a vote.
    /// @param settings All of it.
    function setSponsorship(SponsorshipSettings calldata settings) external;

    /// @notice Seconds that stay to vote after a late quorum.
    /// @return extension Their number.
    function lateQuorumVoteExtension() external view returns (uint48 extension);

    /// @notice All settings that a vote may change.
    /// @return all The settings in force.
    function parameters() external view returns (Parameters memory all);
}
