// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReadingRegister} from "../../../contracts/governance/IReadingRegister.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice First and second readings of the same calls.
contract ReadingRegisterTest is GovernanceTest {
    function test_constitutionalCallsNeedTwoReadingsFarApart() public {
        Proposal memory first = _proposal(Switchboard.constitutional.selector, "first");
        uint256 id = _pass(first);
        uint256 ended = _governor.proposalDeadline(id);
        vm.expectEmit(address(_readings));
        emit IReadingRegister.ReadingRecorded(_hashOf(first), id, ended);
        _queue(first);
        vm.warp(_governor.proposalEta(id));
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.SecondReadingNeeded.selector, id, ended));
        _execute(first);

        vm.warp(ended + READING_GAP - DELAY - 1);
        Proposal memory early = _proposal(Switchboard.constitutional.selector, "early");
        uint256 earlyId = _pass(early);
        assert(_governor.proposalSnapshot(earlyId) == ended + READING_GAP - 1);
        _queue(early);
        vm.warp(_governor.proposalEta(earlyId));
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.SecondReadingNeeded.selector, earlyId, ended));
        _execute(early);

        vm.warp(ended + READING_GAP - DELAY);
        Proposal memory second = _proposal(Switchboard.constitutional.selector, "second");
        uint256 secondId = _proposeBy(second, 103, 104);
        vm.warp(_governor.proposalSnapshot(secondId) + 1);
        _persons(secondId, 1, PEOPLE, FOR);
        _operators(secondId, 1, OPERATORS, FOR);
        _close(secondId);
        _queue(second);
        vm.warp(_governor.proposalEta(secondId));
        vm.expectEmit(address(_readings));
        emit IReadingRegister.ReadingsSpent(_hashOf(first), secondId);
        _execute(second);
        assert(_board.calls() == 1);

        // What led to the execution is spent: the others neither execute nor count again.
        (uint256 reading, , , ) = _readings.readingsOf(_hashOf(first));
        assert(reading == 0);
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.SecondReadingNeeded.selector, earlyId, 0));
        _execute(early);
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.ReadingSpent.selector, id, block.timestamp));
        _readings.recordReading(first.targets, first.values, first.calls, keccak256("first"));
    }

    function test_recordsReadingsOnRequestAndKeepsTheEarliest() public {
        Proposal memory a = _proposal(Switchboard.ordinary.selector, "a");
        Proposal memory b = _proposal(Switchboard.ordinary.selector, "b");
        uint256 id = _pass(a);
        uint256 later = _pass(b);
        _readings.recordReading(b.targets, b.values, b.calls, keccak256("b"));
        (uint256 reading, , , ) = _readings.readingsOf(_hashOf(a));
        assert(reading == _governor.proposalDeadline(later));
        _queue(a);
        _readings.recordReading(a.targets, a.values, a.calls, keccak256("a"));
        _readings.recordReading(b.targets, b.values, b.calls, keccak256("b"));
        (reading, , , ) = _readings.readingsOf(_hashOf(b));
        assert(reading == _governor.proposalDeadline(id));
    }

    function test_recordsOnlyWhatPassed() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _open(it);
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.NotPassed.selector, id, 1));
        _readings.recordReading(it.targets, it.values, it.calls, keccak256("a"));
        _close(id);
        vm.expectRevert(abi.encodeWithSelector(IReadingRegister.NotPassed.selector, id, 3));
        _readings.recordReading(it.targets, it.values, it.calls, keccak256("a"));
        (uint256 reading, , , ) = _readings.readingsOf(_hashOf(it));
        assert(reading == 0);
    }
}
