// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

/// @title One chamber of the governor, in the form of a governor with one tally.
/// @notice Read-only and without authority: it shows tools that know one electorate what one chamber says.
interface IChamberLens {
    /// @notice The governor behind the lens.
    /// @return source Its address.
    function governor() external view returns (address source);

    /// @notice The chamber shown.
    /// @return number 0 contributors, 1 technical.
    function chamber() external view returns (uint8 number);

    /// @notice Name of the governor.
    /// @return title The name.
    function name() external view returns (string memory title);

    /// @notice Votes of the chamber.
    /// @param proposalId The proposal.
    /// @return againstVotes Votes against.
    /// @return forVotes Votes for.
    /// @return abstainVotes Abstentions.
    function proposalVotes(
        uint256 proposalId
    ) external view returns (uint256 againstVotes, uint256 forVotes, uint256 abstainVotes);

    /// @notice Votes for or abstaining that the chamber needs.
    /// @param proposalId The proposal.
    /// @return needed The number.
    function proposalQuorum(uint256 proposalId) external view returns (uint256 needed);

    /// @notice Tells whether the chamber meets quorum, as far as counted.
    /// @param proposalId The proposal.
    /// @return reached True when it does.
    function quorumReached(uint256 proposalId) external view returns (bool reached);

    /// @notice Tells whether an account voted.
    /// @param proposalId The proposal.
    /// @param account The account.
    /// @return voted True when it did.
    function hasVoted(uint256 proposalId, address account) external view returns (bool voted);

    /// @notice Votes of an account in the chamber.
    /// @param account The account.
    /// @param timepoint Unix time in the past.
    /// @return votes Its votes.
    function getVotes(address account, uint256 timepoint) external view returns (uint256 votes);

    /// @notice State of a proposal, decided by both chambers.
    /// @param proposalId The proposal.
    /// @return current The state.
    function state(uint256 proposalId) external view returns (IGovernor.ProposalState current);
}
