// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {DecisionRegister} from "../../../contracts/governance/DecisionRegister.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice A technical refusal suspends ordinary business, it does not end it.
contract DeadlockTest is GovernanceTest {
    function test_contributorsDecideAloneAfterARefusal() public {
        (Proposal memory it, uint256 id) = _refuse("a", AGAINST, Switchboard.ordinary.selector);
        assert(_governor.technicalRefused(id));
        uint256 ended = _governor.proposalDeadline(id);
        vm.expectEmit(address(_decisions));
        emit DecisionRegister.RefusalRecorded(_hashOf(it), id, 1);
        _record(it);
        (uint48 aloneFrom, uint48 restUntil) = _decisions.deadlockOf(_hashOf(it));
        assert(aloneFrom == ended + DEADLOCK_GAP && restUntil == 0);

        Proposal memory early = _proposal(Switchboard.ordinary.selector, "early");
        vm.warp(ended + DEADLOCK_GAP - 1);
        assert(!_isDeadlock(_propose(early)));
        vm.warp(ended + DEADLOCK_GAP);
        Proposal memory late = _proposal(Switchboard.ordinary.selector, "late");
        uint256 lateId = _idOf(late);
        _sponsor(lateId, 103);
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.RulesFrozen(lateId, 1, true);
        vm.prank(_account(104));
        _governor.propose(late.targets, late.values, late.calls, late.description);
        assert(_isDeadlock(lateId));
        vm.warp(_governor.proposalSnapshot(lateId) + 1);
        _persons(lateId, 1, 6, FOR);
        _operators(lateId, 1, OPERATORS, AGAINST);
        _close(lateId);
        _assertState(lateId, IGovernor.ProposalState.Succeeded);
        _queue(late);
        vm.warp(_governor.proposalEta(lateId));
        _execute(late);
        assert(_board.calls() == 1);

        // The execution ends the matter: the next proposal needs both chambers again.
        vm.warp(block.timestamp + DEADLOCK_GAP);
        Proposal memory next = _proposal(Switchboard.ordinary.selector, "next");
        assert(!_isDeadlock(_propose(next)));
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.RefusalKnown.selector, id));
        _record(it);
    }

    function test_needsTwoThirdsAndTurnoutThen() public {
        (Proposal memory it, uint256 id) = _refuse("a", AGAINST, Switchboard.ordinary.selector);
        _record(it);
        vm.warp(_governor.proposalDeadline(id) + DEADLOCK_GAP);
        assert(_outcomeOf("five of twenty", 5, 0, 101) == IGovernor.ProposalState.Defeated);
        assert(_outcomeOf("six of twenty", 6, 0, 103) == IGovernor.ProposalState.Succeeded);
        vm.warp(block.timestamp + 5_000);
        assert(_outcomeOf("three to two", 6, 4, 101) == IGovernor.ProposalState.Defeated);
        assert(_outcomeOf("seven to three", 7, 3, 103) == IGovernor.ProposalState.Succeeded);
    }

    function test_silenceIsARefusalToo() public {
        (Proposal memory it, uint256 id) = _refuse("a", 9, Switchboard.ordinary.selector);
        _record(it);
        vm.warp(_governor.proposalDeadline(id) + DEADLOCK_GAP);
        assert(_outcomeOf("b", 20, 0, 101) == IGovernor.ProposalState.Succeeded);
    }

    function test_callsRestAfterTheThirdRefusal() public {
        bytes32 hash;
        uint256 last;
        for (uint256 i = 0; i < 3; ++i) {
            (Proposal memory it, uint256 id) = _refuse(
                string(abi.encodePacked(i)),
                AGAINST,
                Switchboard.ordinary.selector
            );
            _record(it);
            (hash, last) = (_hashOf(it), _governor.proposalDeadline(id));
            vm.warp(block.timestamp + 700);
        }
        Proposal memory again = _proposal(Switchboard.ordinary.selector, "again");
        uint256 again_ = _idOf(again);
        vm.warp(last + PAUSE - 1);
        _sponsor(again_, 103);
        _sponsor(again_, 104);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.CallsPaused.selector, hash, last + PAUSE));
        vm.prank(_account(103));
        _governor.propose(again.targets, again.values, again.calls, "again");
        // Other calls go on.
        _proposeBy(_proposal(Switchboard.structural.selector, "other"), 101, 105);
        vm.warp(last + PAUSE);
        vm.prank(_account(103));
        _governor.propose(again.targets, again.values, again.calls, "again");
        assert(_isDeadlock(again_));
    }

    function test_recordsOnlyWhatTheTechnicalChamberAloneStopped() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _open(it);
        bytes memory error = abi.encodeWithSelector(DecisionRegister.NotRefused.selector, id);
        _persons(id, 1, 10, FOR);
        _operators(id, 1, OPERATORS, AGAINST);
        vm.expectRevert(error);
        _record(it);
        _persons(id, 11, 10, AGAINST);
        _close(id);
        vm.expectRevert(error);
        _record(it);
        vm.warp(block.timestamp + 2_000);
        (Proposal memory structural, uint256 other) = _refuse("b", AGAINST, Switchboard.structural.selector);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.NotRefused.selector, other));
        _record(structural);
        vm.warp(block.timestamp + 2_000);
        (Proposal memory refused, uint256 third) = _refuse("c", AGAINST, Switchboard.ordinary.selector);
        _record(refused);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.RefusalKnown.selector, third));
        _record(refused);
        (uint48 aloneFrom, ) = _decisions.deadlockOf(_hashOf(refused));
        assert(aloneFrom == _governor.proposalDeadline(third) + DEADLOCK_GAP);
    }

    /// What was refused before the calls were executed does not count afterwards.
    function test_anExecutionSpendsRefusals() public {
        (Proposal memory refused, uint256 id) = _refuse("a", AGAINST, Switchboard.ordinary.selector);
        vm.warp(block.timestamp + 2_000);
        Proposal memory passed = _proposal(Switchboard.ordinary.selector, "b");
        uint256 later = _pass(passed);
        _queue(passed);
        vm.warp(_governor.proposalEta(later));
        _execute(passed);
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.ReadingSpent.selector, id, block.timestamp));
        _record(refused);
        (uint48 aloneFrom, ) = _decisions.deadlockOf(_hashOf(refused));
        assert(aloneFrom == 0);
    }

    /// Structural and constitutional business always needs both chambers.
    function test_doesNotHoldForHigherClasses() public {
        (Proposal memory it, uint256 id) = _refuse("a", AGAINST, Switchboard.ordinary.selector);
        _record(it);
        vm.warp(_governor.proposalDeadline(id) + DEADLOCK_GAP);
        assert(!_isDeadlock(_propose(_proposal(Switchboard.structural.selector, "b"))));
    }

    function _refuse(
        string memory description,
        uint8 support,
        bytes4 selector
    ) private returns (Proposal memory it, uint256 id) {
        it = _proposal(selector, description);
        id = _open(it);
        _persons(id, 1, PEOPLE, FOR);
        if (support <= ABSTAIN) _operators(id, 1, OPERATORS, support);
        _close(id);
        _assertState(id, IGovernor.ProposalState.Defeated);
    }

    function _record(Proposal memory it) private {
        _decisions.recordRefusal(it.targets, it.values, it.calls, keccak256(bytes(it.description)));
    }

    function _isDeadlock(uint256 id) private view returns (bool deadlock) {
        (, uint8 flags) = _governor.proposalRules(id);
        deadlock = flags & 8 != 0;
    }

    function _outcomeOf(
        string memory description,
        uint256 forVotes,
        uint256 against,
        uint256 sponsor
    ) private returns (IGovernor.ProposalState) {
        uint256 id = _proposeBy(_proposal(Switchboard.ordinary.selector, description), sponsor, sponsor + 1);
        vm.warp(_governor.proposalSnapshot(id) + 1);
        _persons(id, 1, forVotes, FOR);
        _persons(id, 1 + forVotes, against, AGAINST);
        _close(id);
        return _governor.state(id);
    }
}
