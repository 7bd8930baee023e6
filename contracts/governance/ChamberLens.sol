// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IChamberLens} from "./IChamberLens.sol";
import {ICountingBicameral} from "./ICountingBicameral.sol";

/// @title ChamberLens
/// @notice A reader of one chamber.
contract ChamberLens is IChamberLens {
    address private immutable _GOVERNOR;
    uint8 private immutable _CHAMBER;

    constructor(address source, uint8 number) {
        if (number > 1) revert ICountingBicameral.ChamberUnknown(number);
        _GOVERNOR = source;
        _CHAMBER = number;
    }

    /// @inheritdoc IChamberLens
    function governor() external view returns (address) {
        return _GOVERNOR;
    }

    /// @inheritdoc IChamberLens
    function chamber() external view returns (uint8) {
        return _CHAMBER;
    }

    /// @inheritdoc IChamberLens
    function name() external view returns (string memory) {
        return IGovernor(_GOVERNOR).name();
    }

    /// @inheritdoc IChamberLens
    function quorumReached(uint256 proposalId) external view returns (bool) {
        (, uint256 forVotes, uint256 abstainVotes) = proposalVotes(proposalId);
        return forVotes + abstainVotes >= proposalQuorum(proposalId);
    }

    /// @inheritdoc IChamberLens
    function hasVoted(uint256 proposalId, address account) external view returns (bool) {
        return IGovernor(_GOVERNOR).hasVoted(proposalId, account);
    }

    /// @inheritdoc IChamberLens
    function getVotes(address account, uint256 timepoint) external view returns (uint256) {
        (uint256 people, uint256 technical) = ICountingBicameral(_GOVERNOR).chamberVotesOf(account, timepoint);
        return _CHAMBER == 0 ? people : technical;
    }

    /// @inheritdoc IChamberLens
    function state(uint256 proposalId) external view returns (IGovernor.ProposalState) {
        return IGovernor(_GOVERNOR).state(proposalId);
    }

    /// @inheritdoc IChamberLens
    function proposalVotes(uint256 proposalId) public view returns (uint256, uint256, uint256) {
        return ICountingBicameral(_GOVERNOR).chamberVotes(proposalId, _CHAMBER);
    }

    /// @inheritdoc IChamberLens
    function proposalQuorum(uint256 proposalId) public view returns (uint256) {
        return ICountingBicameral(_GOVERNOR).chamberQuorum(proposalId, _CHAMBER);
    }
}
