// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DecisionRegister} from "../../../contracts/governance/DecisionRegister.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice First and second readings of the same calls.
contract ReadingsTest is GovernanceTest {
    function test_constitutionalCallsNeedTwoReadingsFarApart() public {
        Proposal memory first = _proposal(Switchboard.constitutional.selector, "first");
        uint256 id = _pass(first);
        uint256 ended = _governor.proposalDeadline(id);
        vm.expectEmit(address(_decisions));
        emit DecisionRegister.ReadingRecorded(_hashOf(first), id, ended);
        _queue(first);
        vm.warp(_governor.proposalEta(id));
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, id, ended));
        _execute(first);

        vm.warp(ended + READING_GAP - DELAY - 1);
        Proposal memory early = _proposal(Switchboard.constitutional.selector, "early");
        uint256 earlyId = _pass(early);
        assert(_governor.proposalSnapshot(earlyId) == ended + READING_GAP - 1);
        _queue(early);
        vm.warp(_governor.proposalEta(earlyId));
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, earlyId, ended));
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
        vm.expectEmit(address(_decisions));
        emit DecisionRegister.ReadingsSpent(_hashOf(first), secondId);
        _execute(second);
        assert(_board.calls() == 1);

        // What led to the execution is spent: the others neither execute nor count again.
        uint256 reading = _firstReading(first);
        assert(reading == 0);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, earlyId, 0));
        _execute(early);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ReadingSpent.selector, id, block.timestamp));
        _decisions.recordReading(first.targets, first.values, first.calls, keccak256("first"));
    }

    function test_recordsReadingsOnRequestAndKeepsTheEarliest() public {
        Proposal memory a = _proposal(Switchboard.ordinary.selector, "a");
        Proposal memory b = _proposal(Switchboard.ordinary.selector, "b");
        uint256 id = _pass(a);
        uint256 later = _pass(b);
        _decisions.recordReading(b.targets, b.values, b.calls, keccak256("b"));
        uint256 reading = _firstReading(a);
        assert(reading == _governor.proposalDeadline(later));
        _queue(a);
        _decisions.recordReading(a.targets, a.values, a.calls, keccak256("a"));
        _decisions.recordReading(b.targets, b.values, b.calls, keccak256("b"));
        reading = _firstReading(b);
        assert(reading == _governor.proposalDeadline(id));
    }

    function test_recordsOnlyWhatPassed() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _open(it);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.NotPassed.selector, id, 1));
        _decisions.recordReading(it.targets, it.values, it.calls, keccak256("a"));
        _close(id);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.NotPassed.selector, id, 3));
        _decisions.recordReading(it.targets, it.values, it.calls, keccak256("a"));
        uint256 reading = _firstReading(it);
        assert(reading == 0);
    }

    /// A first reading is no reserve for all time: what people thought years ago does not count.
    function test_readingsLiveOneYear() public {
        Proposal memory first = _proposal(Switchboard.constitutional.selector, "first");
        uint256 ended = _governor.proposalDeadline(_pass(first));
        _queue(first);
        vm.warp(ended + 365 days - DELAY + 1);
        Proposal memory second = _proposal(Switchboard.constitutional.selector, "second");
        uint256 id = _pass(second);
        _queue(second);
        // The second became the first reading of what follows.
        uint256 reading = _firstReading(first);
        assert(reading == _governor.proposalDeadline(id));
        vm.warp(_governor.proposalEta(id));
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.SecondReadingNeeded.selector, id, reading));
        _execute(second);
        vm.warp(reading + 365 days - DELAY);
        Proposal memory third = _proposal(Switchboard.constitutional.selector, "third");
        id = _pass(third);
        assert(_governor.proposalSnapshot(id) == reading + 365 days);
        // Kept although its time to be a first reading is over: the third began in time.
        uint256 kept = _firstReading(first);
        assert(kept == reading);
    }
}
