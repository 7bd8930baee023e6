// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {ICountingBicameral} from "../../../contracts/governance/ICountingBicameral.sol";
import {ISponsoredProposals} from "../../../contracts/governance/ISponsoredProposals.sol";
import {LiveLimits} from "../../../contracts/governance/LiveLimits.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Drafts: who stands behind them, how long, and how many.
contract SponsorshipTest is GovernanceTest {
    uint256 private constant LIFE = DRAFT + DELAY + PERIOD + EXTENSION;
    Proposal private _it;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _it = _proposal(Switchboard.ordinary.selector, "a");
        _id = _idOf(_it);
    }

    function test_needsEnoughPersons() public {
        uint256 until = block.timestamp + DRAFT;
        vm.expectEmit(address(_governor));
        emit ISponsoredProposals.Sponsored(_id, 1, 1, 0, false, until);
        _sponsor(_id, 1);
        _assertDraft(_account(1), 1, 0, false, until);
        _sponsor(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.SponsorsMissing.selector, _id, 2, 0));
        _proposeAs(1, _it);
        vm.expectEmit(address(_governor));
        emit ISponsoredProposals.Sponsored(_id, 3, 3, 0, true, until);
        _sponsor(_id, 3);
        _assertDraft(_account(1), 3, 0, true, until);
        assert(_governor.isSponsor(_id, 2) && !_governor.isSponsor(_id, 4));
        _proposeAs(1, _it);
        _assertState(_id, IGovernor.ProposalState.Pending);
        _assertDraft(address(0), 0, 0, false, 0);
        assert(!_governor.isSponsor(_id, 2) && _governor.proposalProposer(_id) == _account(1));
    }

    function test_orEnoughOperators() public {
        _sponsor(_id, 101);
        _sponsor(_id, 1);
        _assertDraft(_account(101), 1, 1, false, block.timestamp + DRAFT);
        _sponsor(_id, 102);
        _proposeAs(101, _it);
        assert(_governor.proposalProposer(_id) == _account(101));
    }

    function test_countsAMemberOfBothInBoth() public {
        _technical.set(1, WEIGHT);
        vm.warp(block.timestamp + 1);
        _sponsor(_id, 1);
        _assertDraft(_account(1), 1, 1, false, block.timestamp + DRAFT);
    }

    function test_countsWhoProposes() public {
        _sponsor(_id, 1);
        _sponsor(_id, 2);
        _proposeAs(3, _it);
        assert(_governor.proposalProposer(_id) == _account(3));
    }

    function test_letsEachSponsorProposeButNobodyElse() public {
        _sponsor(_id, 1);
        _sponsor(_id, 2);
        _sponsor(_id, 3);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.SponsorsComplete.selector, _id));
        _proposeAs(4, _it);
        vm.expectRevert(abi.encodeWithSelector(ICountingBicameral.IdentityInactive.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _governor.propose(_it.targets, _it.values, _it.calls, _it.description);
        _proposeAs(2, _it);
        assert(_governor.proposalProposer(_id) == _account(2));
    }

    function test_oneTransactionIsEnoughWhereOneSponsorIs() public {
        ICommonsGovernor.Settings memory settings = _settings();
        settings.operatorSponsors = 1;
        _governor = _deploy(settings);
        _proposeAs(101, _it);
        _assertState(_id, IGovernor.ProposalState.Pending);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.SponsorsMissing.selector, _otherId(), 1, 0));
        _proposeAs(1, _other());
    }

    function test_announcesTheProposal() public {
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        uint256 start = block.timestamp + DELAY;
        vm.expectEmit(address(_governor));
        emit ICountingBicameral.RulesFrozen(_id, 1, false);
        vm.expectEmit(address(_governor));
        emit IGovernor.ProposalCreated(
            _id,
            _account(101),
            _it.targets,
            _it.values,
            new string[](1),
            _it.calls,
            start,
            start + PERIOD,
            "a"
        );
        _proposeAs(101, _it);
        (
            uint8 class,
            uint16 people,
            uint16 technical,
            uint16 majority,
            uint32 delay,
            uint16 objection,
            bool deadlock
        ) = _governor.proposalRules(_id);
        assert(class == 1 && people == 1000 && technical == 2000 && majority == 5000 && delay == ORDINARY_DELAY);
        assert(objection == 0 && !deadlock);
    }

    function test_refusesSponsorsThatDoNotCount() public {
        vm.expectRevert(abi.encodeWithSelector(ICountingBicameral.IdentityInactive.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _governor.sponsor(_id);
        _identities.set(70, _account(70), 2);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.SponsorIneligible.selector, _account(70), 70));
        _sponsor(_id, 70);
        _identities.setActive(1, false);
        vm.expectRevert(abi.encodeWithSelector(ICountingBicameral.IdentityInactive.selector, _account(1), 1));
        _sponsor(_id, 1);
        _sponsor(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.AlreadySponsor.selector, _id, 2));
        _sponsor(_id, 2);
        _assertDraft(_account(2), 1, 0, false, block.timestamp + DRAFT);
    }

    function test_draftsEndAndBeginAnew() public {
        uint256 start = block.timestamp;
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        vm.warp(start + DRAFT);
        assert(_governor.isSponsor(_id, 101));
        vm.warp(start + DRAFT + 1);
        _assertDraft(address(0), 0, 0, false, 0);
        assert(!_governor.isSponsor(_id, 101));
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.SponsorsMissing.selector, _id, 0, 1));
        _proposeAs(101, _it);
        _sponsor(_id, 103);
        _assertDraft(_account(103), 0, 1, false, start + DRAFT + 1 + DRAFT);
        assert(!_governor.isSponsor(_id, 101));
        _sponsor(_id, 102);
        _proposeAs(103, _it);
    }

    function test_proposesThroughTheLastSecondOfTheDraft() public {
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        vm.warp(block.timestamp + DRAFT);
        _proposeAs(101, _it);
    }

    function test_proposesOnce() public {
        _propose(_it);
        vm.expectRevert(abi.encodeWithSelector(ISponsoredProposals.AlreadyProposed.selector, _id));
        _sponsor(_id, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                _id,
                IGovernor.ProposalState.Pending,
                bytes32(0)
            )
        );
        _proposeAs(101, _it);
    }

    function test_refusesLengthsThatDiffer() public {
        address[] memory targets = new address[](2);
        _refuseLength(targets, new uint256[](1), new bytes[](2));
        _refuseLength(targets, new uint256[](2), new bytes[](1));
        _refuseLength(new address[](0), new uint256[](0), new bytes[](0));
    }

    function test_keepsADescriptionToItsProposer() public {
        Proposal memory it = _proposal(
            Switchboard.ordinary.selector,
            "mine #proposer=0x0000000000000000000000000000000000001065"
        );
        uint256 id = _idOf(it);
        _sponsor(id, 102);
        _sponsor(id, 101);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, _account(102)));
        _proposeAs(102, it);
        _proposeAs(101, it);
    }

    function test_limitsWhatOneIdentityStandsBehind() public {
        uint256 start = block.timestamp;
        _sponsor(1, 1);
        _sponsor(2, 1);
        vm.expectRevert(abi.encodeWithSelector(LiveLimits.TooManyLiveEach.selector, 1, 2, start + LIFE));
        _sponsor(3, 1);
        vm.warp(start + LIFE);
        vm.expectRevert(abi.encodeWithSelector(LiveLimits.TooManyLiveEach.selector, 1, 2, start + LIFE));
        _sponsor(3, 1);
        vm.warp(start + LIFE + 1);
        _sponsor(3, 1);
        _sponsor(4, 1);
        vm.expectRevert(abi.encodeWithSelector(LiveLimits.TooManyLiveEach.selector, 1, 2, start + 2 * LIFE + 1));
        _sponsor(5, 1);
    }

    function test_limitsWhatIsAliveInAll() public {
        uint256 start = block.timestamp;
        for (uint256 i = 1; i <= 4; ++i) {
            vm.warp(start + i);
            for (uint256 j = 0; j < 3; ++j) _sponsor(i, 3 * i + j);
        }
        _sponsor(5, 1);
        _sponsor(5, 2);
        bytes memory error = abi.encodeWithSelector(LiveLimits.TooManyLive.selector, 4, start + 1 + LIFE);
        vm.expectRevert(error);
        _sponsor(5, 16);
        vm.warp(start + 1 + LIFE);
        for (uint256 j = 0; j < 2; ++j) _sponsor(6, 17 + j);
        vm.expectRevert(error);
        _sponsor(6, 20);
        vm.warp(start + 1 + LIFE + 1);
        _sponsor(6, 20);
        vm.warp(start + 2 + LIFE + 1);
        for (uint256 j = 0; j < 3; ++j) _sponsor(7, 3 + j);
        assert(_governor.isSponsor(7, 5));
    }

    function test_onlyItsProposerCancelsAndOnlyWhilePending() public {
        _propose(_it);
        bytes32 hash = keccak256("a");
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, _id, _account(102)));
        vm.prank(_account(102));
        _governor.cancel(_it.targets, _it.values, _it.calls, hash);
        vm.warp(_governor.proposalSnapshot(_id) + 1);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, _id, _account(101)));
        vm.prank(_account(101));
        _governor.cancel(_it.targets, _it.values, _it.calls, hash);
        vm.warp(_governor.proposalSnapshot(_id));
        vm.expectEmit(address(_governor));
        emit IGovernor.ProposalCanceled(_id);
        vm.prank(_account(101));
        _governor.cancel(_it.targets, _it.values, _it.calls, hash);
        _assertState(_id, IGovernor.ProposalState.Canceled);
    }

    function _other() private view returns (Proposal memory) {
        return _proposal(Switchboard.ordinary.selector, "other");
    }

    function _otherId() private view returns (uint256) {
        return _idOf(_other());
    }

    function _sponsor(uint256 id, uint256 identityId) private {
        vm.prank(_account(identityId));
        _governor.sponsor(id);
    }

    function _proposeAs(uint256 identityId, Proposal memory it) private {
        vm.prank(_account(identityId));
        _governor.propose(it.targets, it.values, it.calls, it.description);
    }

    function _refuseLength(address[] memory targets, uint256[] memory values, bytes[] memory calls) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorInvalidProposalLength.selector,
                targets.length,
                calls.length,
                values.length
            )
        );
        vm.prank(_account(1));
        _governor.propose(targets, values, calls, "a");
    }

    function _assertDraft(
        address opener,
        uint256 people,
        uint256 operators,
        bool complete,
        uint256 until
    ) private view {
        (address isOpener, uint256 isPeople, uint256 isOperators, bool isComplete, uint256 isUntil) = _governor.draft(
            _id
        );
        assert(isOpener == opener && isPeople == people && isOperators == operators);
        assert(isComplete == complete && isUntil == until);
    }
}
