// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {BoardCase} from "./BoardCase.sol";

/// @notice Elects, recalls and holds at random; `run` does what the election of a seat waits for.
contract BoardHandler is BoardCase {
    bytes32 private constant KEY = keccak256("deposit");
    bool public heldAgainAtOnce;
    uint256 public elected;
    uint256 public holds;

    constructor() {
        setUp();
    }

    function run(uint8 seat, uint256 who, uint256 voter) external {
        seat %= 7;
        IStewardshipBoard.Election memory election = board.electionOf(seat);
        bool running = board.seatOf(seat).elections != 0 && !election.closed;
        if (!running) board.openElection(seat);
        else if (block.timestamp < election.nominationEnds) _candidate(seat, 1 + (who % 10));
        else if (block.timestamp < election.voteEnds) _vote(seat, 1 + (voter % 10), 1 + (who % 10));
        else this.close(seat);
    }

    function close(uint8 seat) external {
        board.closeElection(seat % 7);
        if (board.stewardAt(seat % 7) != 0) ++elected;
    }

    function electAll(uint256 first) external {
        for (uint8 seat = 0; seat < 7; ++seat) {
            if (board.stewardAt(seat) == 0) _elect(seat, 1 + ((first + seat) % 10));
        }
    }

    function stand(uint8 seat, uint256 who) external {
        _stand(seat % 7, 1 + (who % 12));
    }

    function recall(uint8 seat, uint256 signers) external {
        for (uint256 id = 1; id <= 1 + (signers % 10); ++id) {
            _as(id);
            board.signRecall(seat % 7);
        }
    }

    function hold(uint8 seat, uint8 other) external {
        uint48 before = board.heldUntil(KEY);
        _approve(seat, false);
        _approve(other, false);
        uint48 until = board.heldUntil(KEY);
        if (until == before) return;
        ++holds;
        if (before != 0 && block.timestamp < before + COOLDOWN) heldAgainAtOnce = true;
    }

    function takeDown(uint8 first) external {
        for (uint8 i = 0; i < 4; ++i) _approve((first % 7) + i, true);
    }

    function lift(uint256 caseId) external {
        vm.prank(COURT);
        board.lift(KEY, caseId);
    }

    function toggle(uint256 who, bool active) external {
        members.setActive(1 + (who % 10), active);
    }

    function wait_(uint256 time) external {
        _wait(time % 150);
    }

    function waitLong(uint256 time) external {
        _wait(time % TERM);
    }

    function seatsAreDistinct() external view returns (bool) {
        for (uint8 seat = 0; seat < 7; ++seat) {
            uint256 steward = board.stewardAt(seat);
            if (steward == 0) continue;
            if (!board.isSteward(steward) || !members.isActive(steward) || members.kindOf(steward) != 1) return false;
            if (board.seatOf(seat).until <= block.timestamp) return false;
            if (board.seatOf(seat).until > block.timestamp + TERM) return false;
            for (uint8 other = 0; other < seat; ++other) if (board.stewardAt(other) == steward) return false;
        }
        return true;
    }

    function stewardsSitSomewhere() external view returns (bool) {
        for (uint256 id = 0; id <= 12; ++id) {
            bool sits = false;
            for (uint8 seat = 0; seat < 7; ++seat) if (id != 0 && board.stewardAt(seat) == id) sits = true;
            if (sits != board.isSteward(id)) return false;
        }
        return true;
    }

    function holdsExpire() external view returns (bool) {
        return board.heldUntil(KEY) <= block.timestamp + HOLD;
    }

    function leadersLead() external view returns (bool) {
        for (uint8 seat = 0; seat < 7; ++seat) {
            uint256 most = board.electionOf(seat).leaderVotes;
            for (uint256 id = 1; id <= 10; ++id) if (board.votesFor(seat, id) > most) return false;
            if (board.votesFor(seat, board.electionOf(seat).leader) != most) return false;
        }
        return true;
    }

    function _candidate(uint8 seat, uint256 id) private {
        _stand(seat, id);
        if (seat < 5) return;
        _as(11);
        board.nominate(seat, id);
    }

    function _approve(uint8 seat, bool down) private {
        uint256 steward = board.stewardAt(seat % 7);
        if (steward == 0) return;
        _as(steward);
        if (down) board.takeDown(KEY, "why");
        else board.hold(KEY, "why");
    }
}

contract BoardInvariantTest {
    BoardHandler private _handler;

    function setUp() public {
        _handler = new BoardHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_seatsAreDistinctAndActive() public view {
        assert(_handler.seatsAreDistinct());
        assert(_handler.stewardsSitSomewhere());
    }

    function invariant_holdsExpireAndRest() public view {
        assert(_handler.holdsExpire());
        assert(!_handler.heldAgainAtOnce());
    }

    function invariant_leadersLead() public view {
        assert(_handler.leadersLead());
    }
}
