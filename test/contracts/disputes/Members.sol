// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";

/// @notice Members for tests: identity n acts by account 0x1000 + n. It is the roll and the ledger as well; persons (kind 1)
/// have a voice from the first moment unless they are in probation.
contract Members {
    uint256 public count;
    uint256 public totalVotes;
    uint256 public suspendedId;
    uint64 public suspendedUntil;
    uint256 public suspendedBy;
    uint256 public heads;
    uint256 public seats;
    mapping(uint256 identityId => uint256) public voiceFrom;
    mapping(uint256 identityId => uint8) public kindOf;
    mapping(uint256 identityId => bool) public isInactive;
    mapping(uint256 identityId => uint256) public votes;
    mapping(uint256 identityId => uint256) public votesSince;

    error LookupTooEarly(uint256 timepoint);

    function add(uint8 kind, uint256 many) external {
        for (uint256 i = 0; i < many; ++i) kindOf[++count] = kind;
        if (kind == 1) seats += many;
    }

    function setActive(uint256 identityId, bool active) external {
        isInactive[identityId] = !active;
    }

    function setVoiceFrom(uint256 identityId, uint256 time) external {
        voiceFrom[identityId] = time;
    }

    function setSeats(uint256 many) external {
        seats = many;
    }

    function setVotes(uint256 identityId, uint256 weight) external {
        if (votes[identityId] == 0) ++heads;
        totalVotes = totalVotes + weight - votes[identityId];
        votes[identityId] = weight;
        votesSince[identityId] = block.timestamp;
    }

    function suspend(uint256 identityId, uint64 until, uint256 caseId) external {
        (suspendedId, suspendedUntil, suspendedBy) = (identityId, until, caseId);
    }

    function suspend(uint256 identityId, uint48 until, uint256 caseId) external {
        (suspendedId, suspendedUntil, suspendedBy) = (identityId, until, caseId);
    }

    function roll() external view returns (address) {
        return address(this);
    }

    function settings() external pure returns (IIdentityRegistry.Settings memory all) {
        all.maxSuspension = 10_000;
    }

    function standing(address account) external view returns (uint256 identityId, bool active) {
        identityId = identityOf(account);
        active = isActive(identityId);
    }

    function pastVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256) {
        if (timepoint >= block.timestamp) revert LookupTooEarly(timepoint);
        return timepoint >= votesSince[identityId] ? votes[identityId] : 0;
    }

    function castableVotesOf(uint256 identityId, uint256 timepoint) external view returns (uint256) {
        return isActive(identityId) ? this.pastVotesOf(identityId, timepoint) : 0;
    }

    function pastHeads(uint256 timepoint) external view returns (uint256) {
        if (timepoint >= block.timestamp) revert LookupTooEarly(timepoint);
        return heads;
    }

    function hasVoice(uint256 identityId) external view returns (bool) {
        return kindOf[identityId] == 1 && voiceFrom[identityId] <= block.timestamp;
    }

    function seatedAt(uint256 identityId, uint256 timepoint) external view returns (bool) {
        if (timepoint >= block.timestamp) revert LookupTooEarly(timepoint);
        return kindOf[identityId] == 1 && voiceFrom[identityId] <= timepoint;
    }

    function getPastTotalSupply(uint256 timepoint) external view returns (uint256) {
        if (timepoint >= block.timestamp) revert LookupTooEarly(timepoint);
        return totalVotes;
    }

    function isActive(uint256 identityId) public view returns (bool) {
        return identityId != 0 && identityId <= count && !isInactive[identityId];
    }

    function identityOf(address account) public view returns (uint256) {
        uint256 number = uint160(account);
        return number > 0x1000 && number <= 0x1000 + count ? number - 0x1000 : 0;
    }
}
