// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {Guardian} from "../../../contracts/governance/Guardian.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice What passed had no way back at all; a guardian can make it wait or pass again, once, and nothing else.
contract GuardianTest is GovernanceTest {
    Proposal private _it;
    uint256 private _id;
    bool private _closed;
    uint256 private _recorded;
    string private _reason;

    function setUp() public override {
        super.setUp();
        _it = _proposal(Switchboard.ordinary.selector, "a");
        _id = _pass(_it);
        _queue(_it);
    }

    function canCall(address, address, bytes4) external view override returns (bool, uint32) {
        return (!_closed, 0);
    }

    function record(bytes32, bytes32 subject, uint256 proposalId, string calldata reason) external override {
        assert(msg.sender == address(_guardian) && subject == _hashOf(_it) && proposalId == _id);
        (_recorded, _reason) = (_recorded + 1, reason);
    }

    function test_delaysAQueuedDecisionOnce() public {
        uint256 eta = _governor.proposalEta(_id);
        _delay(0, _it, _id);
        assert(_governor.proposalEta(_id) == eta && _recorded == 0);
        vm.expectEmit(address(_guardian));
        emit Guardian.DecisionDelayed(_id, _hashOf(_it));
        _delay(1, _it, _id);
        assert(_governor.proposalEta(_id) == eta + GUARDIAN_DELAY && _recorded == 1);
        assert(keccak256(bytes(_reason)) == keccak256("why"));
        vm.expectRevert(abi.encodeWithSelector(Guardian.AlreadyDone.selector, _hashOf(_it), _id));
        _delay(2, _it, _id);
        vm.warp(eta);
        vm.expectPartialRevert(ICommonsGovernor.ProposalNotReady.selector);
        _execute(_it);
        vm.warp(eta + GUARDIAN_DELAY);
        _execute(_it);
    }

    function test_cancelsADecisionOnceAndPassedAgainItStands() public {
        _cancel(0, _it, _id);
        _assertState(_id, IGovernor.ProposalState.Queued);
        _cancel(1, _it, _id);
        _assertState(_id, IGovernor.ProposalState.Canceled);
        vm.warp(_governor.proposalEta(_id));
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _execute(_it);

        Proposal memory again = _proposal(Switchboard.ordinary.selector, "again");
        uint256 id = _pass(again);
        _queue(again);
        vm.expectRevert(abi.encodeWithSelector(Guardian.AlreadyDone.selector, _hashOf(_it), _id));
        _cancel(0, again, id);
        vm.warp(_governor.proposalEta(id));
        _execute(again);
        assert(_board.calls() == 1);
    }

    /// Guardians name the calls themselves; a wrong name changes nothing.
    function test_aWrongHashChangesNothing() public {
        bytes32 wrong = keccak256("other calls");
        vm.mockCall(address(this), abi.encodeWithSelector(this.record.selector), "");
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_guardians()[i]);
            _guardian.cancelDecision(_id, wrong, "");
        }
        _assertState(_id, IGovernor.ProposalState.Queued);
        vm.warp(_governor.proposalEta(_id));
        _execute(_it);
    }

    function test_hasNoPowerOverAProposalOfTheCourt() public {
        Proposal memory it = _proposal(Switchboard.structural.selector, "resolution");
        vm.prank(COURT);
        uint256 id = _governor.propose(it.targets, it.values, it.calls, it.description);
        vm.warp(_governor.proposalSnapshot(id) + 1);
        _persons(id, 1, PEOPLE, FOR);
        _operators(id, 1, OPERATORS, FOR);
        _close(id);
        _queue(it);
        uint256 eta = _governor.proposalEta(id);
        vm.mockCall(address(this), abi.encodeWithSelector(this.record.selector), "");
        for (uint256 i = 0; i < 2; ++i) {
            _cancel(i, it, id);
            _delay(i, it, id);
        }
        _assertState(id, IGovernor.ProposalState.Queued);
        assert(_governor.proposalEta(id) == eta);
        vm.warp(eta);
        _execute(it);
    }

    function test_onlyGuardiansActEachOnce() public {
        vm.expectRevert(abi.encodeWithSelector(Guardian.NotGuardian.selector, address(this)));
        _guardian.delayDecision(_id, bytes32(0), "");
        _cancel(0, _it, _id);
        vm.expectPartialRevert(Guardian.AlreadyApproved.selector);
        _cancel(0, _it, _id);
        // Agreeing to a delay is not agreeing to a cancellation.
        _delay(1, _it, _id);
        _assertState(_id, IGovernor.ProposalState.Queued);
        assert(_guardian.quorum() == 2 && _guardian.guardians().length == 3);
    }

    function test_theirPowerEndsByItself() public {
        uint256 end = _guardian.endsAt();
        vm.warp(end - 1);
        _delay(0, _it, _id);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(Guardian.GuardianEnded.selector, uint48(end)));
        _delay(1, _it, _id);
    }

    function test_onlyAVoteRenewsThemAndForOneTermAtMost() public {
        uint48 most = uint48(block.timestamp + TERM);
        vm.expectRevert(abi.encodeWithSelector(Guardian.RenewalInvalid.selector, most + 1));
        _guardian.renew(most + 1);
        vm.expectRevert(abi.encodeWithSelector(Guardian.RenewalInvalid.selector, uint48(block.timestamp)));
        _guardian.renew(uint48(block.timestamp));
        vm.expectEmit(address(_guardian));
        emit Guardian.GuardianRenewed(most);
        _guardian.renew(most);
        assert(_guardian.endsAt() == most);
        _closed = true;
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        _guardian.renew(most);
    }

    function test_refusesGuardiansThatAreNone() public {
        for (uint256 i = 0; i < 6; ++i) {
            address[] memory accounts = _guardians();
            Guardian.Settings memory all = Guardian.Settings(uint48(TERM), 1);
            uint8 quorum = 2;
            if (i == 0) quorum = 1;
            if (i == 1) quorum = 4;
            if (i == 2) accounts[2] = accounts[0];
            if (i == 3) accounts[1] = address(0);
            if (i == 4) all.term = 0;
            if (i == 5) accounts = new address[](0);
            vm.expectRevert(Guardian.GuardianInvalid.selector);
            new Guardian(address(this), accounts, quorum, all, AuditLog(address(this)));
        }
    }

    /// A captured guardian costs a decision one delay and one more vote, whatever it tries and in whatever order.
    function testFuzz_aCapturedGuardianStopsNothingForGood(uint8[12] memory acts) public {
        vm.mockCall(address(this), abi.encodeWithSelector(this.record.selector), "");
        Proposal memory it = _it;
        uint256 id = _id;
        for (uint256 round = 0; round < 3; ++round) {
            for (uint256 i = 0; i < 4; ++i) _abuse(acts[4 * round + i], it, id);
            if (_governor.state(id) == IGovernor.ProposalState.Queued) break;
            assert(round == 0);
            it = _proposal(Switchboard.ordinary.selector, string(abi.encodePacked("again", round)));
            id = _pass(it);
            _queue(it);
        }
        uint256 latest = block.timestamp + ORDINARY_DELAY + GUARDIAN_DELAY;
        vm.warp(latest);
        _execute(it);
        assert(_board.calls() == 1);
    }

    function _abuse(uint8 act, Proposal memory it, uint256 id) private {
        bytes32 hash = act % 5 == 4 ? keccak256("other") : _hashOf(it);
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(_guardians()[i]);
            if (act % 2 == 0) try _guardian.cancelDecision(id, hash, "") {} catch {}
            else try _guardian.delayDecision(id, hash, "") {} catch {}
        }
    }

    function _delay(uint256 guardian, Proposal memory it, uint256 id) private {
        vm.prank(_guardians()[guardian]);
        _guardian.delayDecision(id, _callsOf(it), "why");
    }

    function _cancel(uint256 guardian, Proposal memory it, uint256 id) private {
        vm.prank(_guardians()[guardian]);
        _guardian.cancelDecision(id, _callsOf(it), "why");
    }

    /// @dev Without a call, which would use up a prank.
    function _callsOf(Proposal memory it) private pure returns (bytes32) {
        return keccak256(abi.encode(it.targets, it.values, it.calls));
    }
}
