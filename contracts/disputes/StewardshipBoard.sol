// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {AuditLog} from "../audit/AuditLog.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../work/IWorkLedger.sol";
import {Elections} from "./Elections.sol";
import {Holds} from "./Holds.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";
import {Recalls} from "./Recalls.sol";

/// @notice Who sits on the board, and what it holds or takes down.
contract StewardshipBoard is IStewardshipBoard, AccessManaged {
    using Elections for Elections.Book;
    using Holds for Holds.Deposit;
    using Recalls for Elections.Book;

    IContributorRoll private immutable _ROLL;
    IWorkLedger private immutable _LEDGER;
    AuditLog private immutable _AUDIT;

    Elections.Book private _book;
    mapping(bytes32 depositKey => Holds.Deposit) private _deposits;

    constructor(
        address authority,
        IIdentityRegistry identities,
        IWorkLedger ledger,
        AuditLog audit,
        Settings memory settings_
    ) AccessManaged(authority) {
        uint256 election = uint256(settings_.nominationPeriod) + settings_.votePeriod;
        bool empty =
            settings_.nominationPeriod == 0 ||
                settings_.votePeriod == 0 ||
                settings_.holdPeriod == 0 ||
                settings_.holdCooldown == 0;
        bool approvable = settings_.approvals != 0 && settings_.approvals <= Elections.SEATS;
        if (empty || !approvable || settings_.term / 2 <= election) revert BoardSettingsInvalid();
        _book.identities = identities;
        _ROLL = identities.roll();
        _LEDGER = ledger;
        _AUDIT = audit;
        _book.terms = settings_;
    }

    modifier onlySeat(uint8 seat) {
        if (seat >= Elections.SEATS) revert SeatUnknown(seat);
        _;
    }

    function openElection(uint8 seat) external onlySeat(seat) {
        _book.open(seat);
    }

    function stand(uint8 seat) external onlySeat(seat) {
        _book.stand(seat, _memberOf(msg.sender));
    }

    function nominate(uint8 seat, uint256 candidateId) external onlySeat(seat) {
        _book.nominate(seat, _memberOf(msg.sender), candidateId);
    }

    function vote(uint8 seat, uint256 candidateId) external onlySeat(seat) {
        uint256 voterId = _memberOf(msg.sender);
        uint256 votes = _votesOf(seat, voterId, _book.votingSnapshot(seat));
        _book.vote(seat, voterId, candidateId, votes, _headsOf(seat, votes));
    }

    function closeElection(uint8 seat) external onlySeat(seat) {
        _book.close(seat, _bodyAt(seat, _book.elections[seat].snapshot));
    }

    function signRecall(uint8 seat) external onlySeat(seat) {
        uint256 signerId = _memberOf(msg.sender);
        uint48 snapshot = _book.current(seat).snapshot;
        uint256 heads = _headsOf(seat, _votesOf(seat, signerId, snapshot));
        _book.sign(seat, signerId, heads, _bodyAt(seat, snapshot));
    }

    function hold(bytes32 depositKey, string calldata reason) external {
        uint8 seat = _act("board.hold", depositKey, reason);
        _deposits[depositKey].hold(_book, seat, depositKey);
    }

    function takeDown(bytes32 depositKey, string calldata reason) external {
        uint8 seat = _act("board.takeDown", depositKey, reason);
        _deposits[depositKey].takeDown(_book, seat, depositKey);
    }

    function lift(bytes32 depositKey, uint256 caseId) external restricted {
        _deposits[depositKey].lift(depositKey, caseId);
    }

    function stewardAt(uint8 seat) external view onlySeat(seat) returns (uint256) {
        return _book.stewardAt(seat);
    }

    function isSteward(uint256 identityId) external view returns (bool) {
        (bool holds, ) = _book.heldSeatOf(identityId);
        return holds && _book.identities.isActive(identityId);
    }

    function seatOf(uint8 seat) external view returns (Seat memory) {
        return _book.seats[seat];
    }

    function electionOf(uint8 seat) external view returns (Election memory) {
        return _book.elections[seat];
    }

    function petitionOf(uint8 seat) external view returns (Petition memory) {
        return _book.petitions[seat];
    }

    function votesFor(uint8 seat, uint256 candidateId) external view returns (uint256) {
        uint256 key = Elections.keyOf(_book.seats[seat].elections, seat);
        return _book.candidates[key][candidateId].votes;
    }

    function heldUntil(bytes32 depositKey) external view returns (uint48) {
        return _deposits[depositKey].heldUntil;
    }

    function isTakenDown(bytes32 depositKey) external view returns (bool) {
        return _deposits[depositKey].down;
    }

    function settings() external view returns (Settings memory) {
        return _book.terms;
    }

    function _memberOf(address account) private view returns (uint256 identityId) {
        bool active;
        (identityId, active) = _book.identities.standing(account);
        if (!active) revert NotMember(account);
    }

    /// @dev Who acts for which seat, recorded with the reason.
    function _act(bytes32 what, bytes32 depositKey, string calldata reason) private returns (uint8 seat) {
        uint256 stewardId = _memberOf(msg.sender);
        bool holds;
        (holds, seat) = _book.heldSeatOf(stewardId);
        if (!holds) revert NotSteward(msg.sender);
        if (bytes(reason).length == 0) revert ReasonMissing();
        _AUDIT.record(what, depositKey, stewardId, reason);
    }

    /// @dev Of the technical chamber those whose operator is active vote by weight; heads decide where a share of the body does.
    function _votesOf(uint8 seat, uint256 identityId, uint48 snapshot) private view returns (uint256) {
        if (Elections.isTechnical(seat)) return _LEDGER.castableVotesOf(identityId, snapshot);
        return _ROLL.pastVotesOf(identityId, snapshot);
    }

    function _headsOf(uint8 seat, uint256 votes) private pure returns (uint256) {
        return Elections.isTechnical(seat) && votes != 0 ? 1 : votes;
    }

    function _bodyAt(uint8 seat, uint48 snapshot) private view returns (uint256) {
        if (Elections.isTechnical(seat)) return _LEDGER.pastHeads(snapshot);
        return _ROLL.getPastTotalSupply(snapshot);
    }
}
