// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {DecisionRegister} from "../../../contracts/governance/DecisionRegister.sol";
import {RuleBook} from "../../../contracts/governance/RuleBook.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice From the vote to the execution, and the governor's own settings.
contract CommonsGovernorTest is GovernanceTest {
    function test_executesOnceWhatBothChambersPassed() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _pass(it);
        _assertState(id, IGovernor.ProposalState.Succeeded);
        assert(_governor.proposalNeedsQueuing(id) && _governor.proposalEta(id) == 0);
        _refuseExecution(it, id, IGovernor.ProposalState.Succeeded);
        uint256 eta = block.timestamp + ORDINARY_DELAY;
        vm.expectEmit(address(_governor));
        emit IGovernor.ProposalQueued(id, eta);
        _queue(it);
        _assertState(id, IGovernor.ProposalState.Queued);
        assert(_governor.proposalEta(id) == eta);
        vm.warp(eta - 1);
        vm.expectRevert(abi.encodeWithSelector(ICommonsGovernor.ProposalNotReady.selector, id, eta));
        _execute(it);
        vm.warp(eta);
        vm.expectEmit(address(_governor));
        emit IGovernor.ProposalExecuted(id);
        _execute(it);
        _assertState(id, IGovernor.ProposalState.Executed);
        assert(_board.calls() == 1);
        _refuseExecution(it, id, IGovernor.ProposalState.Executed);
    }

    function test_refusesWhenCodeChanged() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _pass(it);
        _queue(it);
        vm.warp(_governor.proposalEta(id));
        bytes memory code = address(_board).code;
        vm.etch(address(_board), hex"60006000fd");
        vm.expectRevert(abi.encodeWithSelector(DecisionRegister.CodeChanged.selector, id));
        _execute(it);
        vm.etch(address(_board), code);
        _execute(it);
    }

    function test_isTheOnlyWayThroughTheTimelock() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _pass(it);
        _queue(it);
        vm.warp(_governor.proposalEta(id));
        bytes32 salt = bytes20(address(_governor)) ^ keccak256("a");
        _refuseRole(_timelock.EXECUTOR_ROLE());
        _timelock.executeBatch(it.targets, it.values, it.calls, 0, salt);
        bytes32 operation = _timelock.hashOperationBatch(it.targets, it.values, it.calls, 0, salt);
        _refuseRole(_timelock.CANCELLER_ROLE());
        _timelock.cancel(operation);
        _refuseRole(_timelock.PROPOSER_ROLE());
        _timelock.scheduleBatch(it.targets, it.values, it.calls, 0, salt, 1000);
        assert(_board.calls() == 0);
    }

    function test_relaysNothing() public {
        vm.expectRevert(ICommonsGovernor.RelayDisabled.selector);
        _governor.relay(address(_board), 0, "");
        vm.prank(address(_timelock));
        vm.expectRevert(ICommonsGovernor.RelayDisabled.selector);
        _governor.relay(address(_board), 0, "");
    }

    /// Whatever obeys the timelock would obey nobody after a change of it; one vote would end all others.
    function test_keepsItsTimelockForLife() public {
        Proposal memory it = _call(
            address(_governor),
            abi.encodeCall(_governor.updateTimelock, (TimelockController(payable(address(0xbad))))),
            "another timelock"
        );
        uint256 id = _pass(it);
        _queue(it);
        vm.warp(_governor.proposalDeadline(id) + READING_GAP - DELAY);
        Proposal memory second = _call(it.targets[0], it.calls[0], "another timelock, again");
        uint256 again = _proposeBy(second, 103, 104);
        vm.warp(_governor.proposalSnapshot(again) + 1);
        _persons(again, 1, PEOPLE, FOR);
        _operators(again, 1, OPERATORS, FOR);
        _close(again);
        _queue(second);
        vm.warp(_governor.proposalEta(again));
        vm.expectRevert(ICommonsGovernor.TimelockFixed.selector);
        _execute(second);
        assert(_governor.timelock() == address(_timelock));
    }

    function test_keepsRegistersToTheGovernor() public {
        bytes memory error = abi.encodeWithSelector(DecisionRegister.NotGovernor.selector, address(this));
        vm.expectRevert(error);
        _decisions.keepDecision(1, bytes32(0), bytes32(0), 1, false);
        vm.expectRevert(error);
        _decisions.spendDecision(1, bytes32(0), 1, false);
        error = abi.encodeWithSelector(IAgenda.NotGovernor.selector, address(this));
        vm.expectRevert(error);
        _agenda.take(1, _account(1), 0, 1);
        vm.expectRevert(error);
        _agenda.release(1);
        IAgenda.Settings memory all = _agenda.settings();
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NotTimelock.selector, address(this)));
        _agenda.setSponsorship(all);
    }

    /// What passed years ago is not a reserve to be drawn from.
    function test_whatPassedExpires() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _pass(it);
        uint256 queueBefore = _governor.proposalDeadline(id) + WINDOW;
        vm.warp(queueBefore);
        _assertState(id, IGovernor.ProposalState.Succeeded);
        vm.warp(queueBefore + 1);
        _assertState(id, IGovernor.ProposalState.Expired);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _queue(it);
        vm.warp(queueBefore);
        _queue(it);
        uint256 last = _governor.proposalEta(id) + WINDOW;
        vm.warp(last + 1);
        _assertState(id, IGovernor.ProposalState.Expired);
        _refuseExecution(it, id, IGovernor.ProposalState.Expired);
        vm.warp(last);
        _execute(it);
        vm.warp(last + 5 * 365 days);
        _assertState(id, IGovernor.ProposalState.Executed);
    }

    function test_changesItsSettingsByVoteOnly() public {
        bytes memory error = abi.encodeWithSelector(IGovernor.GovernorOnlyExecutor.selector, address(this));
        IAgenda.Settings memory sponsors = IAgenda.Settings(600, 77, 4, 3, 1, 9, 5);
        vm.expectRevert(error);
        _governor.setVotingDelay(200);
        vm.expectRevert(error);
        _governor.setVotingPeriod(600);
        vm.expectRevert(error);
        _governor.setLateQuorumVoteExtension(60);
        Proposal memory it = _settingsProposal();
        it.calls[0] = abi.encodeCall(_governor.setVotingDelay, (200));
        it.calls[1] = abi.encodeCall(_governor.setVotingPeriod, (600));
        it.calls[2] = abi.encodeCall(_governor.setLateQuorumVoteExtension, (60));
        it.calls[3] = abi.encodeCall(_agenda.setSponsorship, (sponsors));
        uint256 id = _pass(it);
        _queue(it);
        vm.warp(_governor.proposalEta(id));
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.VotingDelaySet(DELAY, 200);
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.VotingPeriodSet(PERIOD, 600);
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.LateQuorumVoteExtensionSet(uint64(EXTENSION), 60);
        vm.expectEmit(address(_agenda));
        emit IAgenda.SponsorshipSet(sponsors);
        _execute(it);
        assert(keccak256(abi.encode(_agenda.settings())) == keccak256(abi.encode(sponsors)));
        assert(_governor.votingDelay() == 200 && _governor.votingPeriod() == 600);
        assert(_governor.lateQuorumVoteExtension() == 60);
    }

    function test_keepsItsSettingsInsideTheConstitution() public {
        _refuseSetting(abi.encodeCall(_governor.setVotingDelay, (501)), 50, 500, 501);
        _refuseSetting(abi.encodeCall(_governor.setVotingPeriod, (499)), 500, 5000, 499);
        _refuseSetting(
            abi.encodeCall(_governor.setLateQuorumVoteExtension, (uint48(PERIOD + 1))),
            50,
            PERIOD,
            PERIOD + 1
        );
    }

    /// A vote with settings of its own age: the extension that held when it was drafted.
    function test_freezesItsExtension() public {
        Proposal memory settings = _settingsProposal();
        settings.targets = new address[](1);
        settings.targets[0] = address(_governor);
        settings.values = new uint256[](1);
        settings.calls = new bytes[](1);
        settings.calls[0] = abi.encodeCall(_governor.setLateQuorumVoteExtension, (50));
        uint256 settingsId = _pass(settings);
        _queue(settings);
        uint256 eta = _governor.proposalEta(settingsId);
        vm.warp(eta - 2);
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _proposeBy(it, 103, 104);
        vm.warp(eta);
        _execute(settings);
        uint256 deadline = _governor.proposalDeadline(id);
        vm.warp(deadline - 1);
        _persons(id, 1, 2, FOR);
        _operators(id, 1, 2, FOR);
        assert(_governor.proposalDeadline(id) == deadline - 1 + EXTENSION);
    }

    function test_refusesSettingsAtBirth() public {
        CommonsGovernor.Settings memory all = _settings();
        all.votingDelay = 49;
        vm.expectRevert(abi.encodeWithSelector(Constitution.SettingOutOfBounds.selector, 50, 500, 49));
        _deploy(all);
        all = _settings();
        for (uint256 i = 0; i < 3; ++i) {
            all = _settings();
            if (i == 0) all.deadlockTurnout = 0;
            if (i == 1) all.deadlockTurnout = 10_001;
            if (i == 2) all.executionWindow = 0;
            vm.expectRevert(ICommonsGovernor.GovernorSettingsInvalid.selector);
            _deploy(all);
        }
        for (uint256 i = 0; i < 3; ++i) {
            all = _settings();
            if (i == 0) all.decisions.readingGap = 0;
            if (i == 1) all.decisions.deadlockGap = 0;
            if (i == 2) all.decisions.deadlockPause = 0;
            vm.expectRevert(DecisionRegister.DecisionSettingsInvalid.selector);
            _deploy(all);
        }
        all = _settings();
        all.deadlockTurnout = 10_000;
        _deploy(all);
    }

    /// CVE-2022-31198: no rule that comes later raises or lowers what an open proposal needs.
    function test_laterRulesDoNotTouchOpenProposals() public {
        Proposal memory it = _proposal(Switchboard.ordinary.selector, "a");
        uint256 id = _open(it);
        _persons(id, 1, 2, FOR);
        _operators(id, 1, 2, FOR);
        _close(id);
        _assertState(id, IGovernor.ProposalState.Succeeded);
        _book.addRuleset(RuleBook.Ruleset(1, 1500, 2, 5000, 6000, 0, 900));
        _book.setClass(RuleBook.Classification(address(_board), Switchboard.ordinary.selector, 3));
        _assertState(id, IGovernor.ProposalState.Succeeded);
        _queue(it);
        assert(_governor.proposalEta(id) == block.timestamp + ORDINARY_DELAY);
        vm.warp(_governor.proposalEta(id));
        _execute(it);
    }

    function _settingsProposal() private returns (Proposal memory it) {
        bytes4[4] memory selectors = [
            _governor.setVotingDelay.selector,
            _governor.setVotingPeriod.selector,
            _governor.setLateQuorumVoteExtension.selector,
            IAgenda.setSponsorship.selector
        ];
        it.targets = new address[](4);
        it.values = new uint256[](4);
        it.calls = new bytes[](4);
        it.description = "settings";
        for (uint256 i = 0; i < 4; ++i) {
            it.targets[i] = i == 3 ? address(_agenda) : address(_governor);
            _book.setClass(RuleBook.Classification(it.targets[i], selectors[i], 2));
        }
    }

    function _refuseSetting(bytes memory data, uint256 low, uint256 high, uint256 proposed) private {
        _settingsProposal();
        Proposal memory it = _call(address(_governor), data, string(abi.encodePacked(data)));
        vm.warp(block.timestamp + 2_000);
        uint256 id = _pass(it);
        _queue(it);
        vm.warp(_governor.proposalEta(id));
        vm.expectRevert(abi.encodeWithSelector(Constitution.SettingOutOfBounds.selector, low, high, proposed));
        _execute(it);
        _assertState(id, IGovernor.ProposalState.Queued);
    }

    function _refuseRole(bytes32 role) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAccessControl.AccessControlUnauthorizedAccount.selector, address(this), role)
        );
    }

    function _refuseExecution(Proposal memory it, uint256 id, IGovernor.ProposalState state) private {
        bytes32 queued = bytes32(1 << uint8(IGovernor.ProposalState.Queued));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnexpectedProposalState.selector, id, state, queued));
        _execute(it);
    }
}
