// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {ICommonsGovernor} from "../../../contracts/governance/ICommonsGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Drafts: who stands behind them, how long, and what that makes of them.
contract AgendaTest is GovernanceTest {
    Proposal private _it;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        _it = _proposal(Switchboard.ordinary.selector, "a");
        _id = _idOf(_it);
    }

    function test_needsEnoughPersons() public {
        uint256 until = block.timestamp + DRAFT;
        vm.expectEmit(address(_agenda));
        emit IAgenda.Sponsored(_id, _one(1), 1, 0, false, until);
        _sponsor(_id, 1);
        _assertDraft(1, 1, 0, false, until);
        _sponsor(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorsMissing.selector, _id, 2, 0));
        _proposeAs(1, _it);
        vm.expectEmit(address(_agenda));
        emit IAgenda.Sponsored(_id, _one(3), 3, 0, true, until);
        _sponsor(_id, 3);
        _assertDraft(1, 3, 0, true, until);
        vm.expectEmit(address(_agenda));
        emit IAgenda.PlaceTaken(_id, 0, block.timestamp + DELAY + PERIOD);
        _proposeAs(1, _it);
        _assertState(_id, IGovernor.ProposalState.Pending);
        _assertDraft(0, 0, 0, false, 0);
        assert(_governor.proposalProposer(_id) == _account(1));
        assert(_agenda.placesLeft(0) == 3 && _agenda.placesLeft(1) == 4);
    }

    function test_orEnoughOperators() public {
        _sponsor(_id, 101);
        _sponsor(_id, 1);
        _assertDraft(101, 1, 1, false, block.timestamp + DRAFT);
        _sponsor(_id, 102);
        _proposeAs(101, _it);
        assert(_governor.proposalProposer(_id) == _account(101));
        assert(_agenda.placesLeft(0) == 4 && _agenda.placesLeft(1) == 3);
    }

    function test_countsAMemberOfBothInBoth() public {
        _technical.set(1, WEIGHT);
        _identities.setGroup(1, bytes32(uint256(1)));
        vm.warp(block.timestamp + 1);
        _sponsor(_id, 1);
        _assertDraft(1, 1, 1, false, block.timestamp + DRAFT);
    }

    /// Twenty-four identities of one group once closed the agenda; of a group one person counts.
    function test_countsOnePersonOfAGroup() public {
        for (uint256 i = 1; i <= 3; ++i) _identities.setGroup(i, bytes32(uint256(77)));
        _sponsor(_id, 1);
        for (uint256 i = 2; i <= 3; ++i) {
            bytes memory error = abi.encodeWithSelector(IAgenda.GroupSponsored.selector, _id, bytes32(uint256(77)));
            vm.expectRevert(error);
            _sponsor(_id, i);
        }
        // Its owner, in the chamber, still counts as operator.
        _identities.setGroup(4, bytes32(uint256(77)));
        _technical.set(4, 1);
        vm.warp(block.timestamp + 1);
        _sponsor(_id, 4);
        _assertDraft(1, 1, 1, false, block.timestamp - 1 + DRAFT);
    }

    function test_countsWhoProposes() public {
        _sponsor(_id, 1);
        _sponsor(_id, 2);
        _proposeAs(3, _it);
        assert(_governor.proposalProposer(_id) == _account(3));
    }

    function test_letsAnyMemberJoinAndEachSponsorPropose() public {
        for (uint256 i = 1; i <= 4; ++i) _sponsor(_id, i);
        _assertDraft(1, 4, 0, true, block.timestamp + DRAFT);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorIneligible.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _governor.propose(_it.targets, _it.values, _it.calls, _it.description);
        _proposeAs(2, _it);
        assert(_governor.proposalProposer(_id) == _account(2));
    }

    function test_oneTransactionIsEnoughWhereOneSponsorIs() public {
        CommonsGovernor.Settings memory settings = _settings();
        settings.sponsorship.operatorSponsors = 1;
        _use(_deploy(settings));
        _proposeAs(101, _it);
        _assertState(_id, IGovernor.ProposalState.Pending);
        Proposal memory other = _proposal(Switchboard.ordinary.selector, "other");
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorsMissing.selector, _idOf(other), 1, 0));
        _proposeAs(1, other);
    }

    function test_announcesTheProposal() public {
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        uint256 start = block.timestamp + DELAY;
        vm.expectEmit(address(_governor));
        emit ICommonsGovernor.RulesFrozen(_id, 1, false);
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
    }

    function test_refusesSponsorsThatDoNotCount() public {
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorIneligible.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _agenda.sponsor(_id);
        _identities.set(70, _account(70), 2);
        _refuseSponsor(70);
        _identities.setActive(1, false);
        _refuseSponsor(1);
        // A member on probation has no voice yet; an operator outside the chamber, or inactive, does not count.
        _identities.set(71, _account(71), 1);
        _refuseSponsor(71);
        _identities.set(72, _account(72), 2);
        _identities.setGroup(72, bytes32(uint256(72)));
        _refuseSponsor(72);
        _technical.setIdle(101, true);
        _refuseSponsor(101);
        _sponsor(_id, 2);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.AlreadySponsor.selector, _id, 2));
        _sponsor(_id, 2);
        _assertDraft(2, 1, 0, false, block.timestamp + DRAFT);
    }

    /// An id opens one draft: old sponsors never count for a later one, nor do their signatures.
    function test_draftsEndForGood() public {
        uint256 start = block.timestamp;
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        vm.warp(start + DRAFT);
        _assertDraft(101, 0, 2, true, start + DRAFT);
        vm.warp(start + DRAFT + 1);
        _assertDraft(0, 0, 0, false, 0);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftClosed.selector, _id));
        _proposeAs(101, _it);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftClosed.selector, _id));
        _sponsor(_id, 103);
    }

    function test_proposesThroughTheLastSecondOfTheDraft() public {
        _sponsor(_id, 101);
        _sponsor(_id, 102);
        vm.warp(block.timestamp + DRAFT);
        _proposeAs(101, _it);
    }

    function test_proposesOnce() public {
        _propose(_it);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftClosed.selector, _id));
        _sponsor(_id, 1);
        vm.expectPartialRevert(IGovernor.GovernorUnexpectedProposalState.selector);
        _proposeAs(101, _it);
    }

    function test_refusesLengthsThatDiffer() public {
        address[] memory targets = new address[](2);
        _refuseLength(targets, new uint256[](1), new bytes[](2));
        _refuseLength(targets, new uint256[](2), new bytes[](1));
        _refuseLength(new address[](0), new uint256[](0), new bytes[](0));
    }

    function test_keepsADescriptionToItsProposer() public {
        string memory mine = "mine #proposer=0x0000000000000000000000000000000000001065";
        Proposal memory it = _proposal(Switchboard.ordinary.selector, mine);
        uint256 id = _idOf(it);
        _sponsor(id, 102);
        _sponsor(id, 101);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, _account(102)));
        _proposeAs(102, it);
        _proposeAs(101, it);
    }

    /// The last of five sponsors once opened and cancelled what four others wanted.
    function test_onlyTheFirstSponsorCancelsWhatItProposed() public {
        _propose(_it);
        _refuseCancel(_it, _id, 102);
        vm.warp(_governor.proposalSnapshot(_id) + 1);
        _refuseCancel(_it, _id, 101);
        vm.warp(_governor.proposalSnapshot(_id));
        vm.expectEmit(address(_agenda));
        emit IAgenda.PlaceReleased(_id);
        _cancelAs(101, _it);
        _assertState(_id, IGovernor.ProposalState.Canceled);

        Proposal memory other = _proposal(Switchboard.ordinary.selector, "other");
        uint256 id = _idOf(other);
        _sponsor(id, 103);
        _sponsor(id, 104);
        _proposeAs(104, other);
        _refuseCancel(other, id, 104);
        _refuseCancel(other, id, 103);
    }

    function test_aCancellationFreesThePlaceAndTheSponsors() public {
        _propose(_it);
        Proposal memory other = _proposal(Switchboard.ordinary.selector, "other");
        _proposeBy(other, 101, 102);
        assert(_agenda.placesLeft(1) == 2);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.TooManyLiveEach.selector, 101, 2));
        _sponsor(9, 101);
        _cancelAs(101, other);
        assert(_agenda.placesLeft(1) == 3);
        _sponsor(9, 101);
        _sponsor(9, 102);
    }

    function test_limitsWhatOneIdentityStandsBehind() public {
        uint256 start = block.timestamp;
        _sponsor(1, 1);
        _sponsor(2, 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.TooManyLiveEach.selector, 1, 2));
        _sponsor(3, 1);
        vm.warp(start + DRAFT);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.TooManyLiveEach.selector, 1, 2));
        _sponsor(3, 1);
        // What is not proposed frees its sponsors with the draft window.
        vm.warp(start + DRAFT + 1);
        _sponsor(3, 1);
        _sponsor(4, 1);
    }

    /// Drafts are found by 96 bits of their ids; two that share them cannot stand side by side, and never pass as one.
    function testFuzz_idsThatShareTheirKeyCollide(uint256 id, uint160 high) public {
        vm.assume(uint160(id >> 96) != high);
        _sponsor(id, 1);
        uint256 twin = (uint256(high) << 96) | uint96(id);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftCollides.selector, twin));
        _sponsor(twin, 2);
        (uint256 opener, uint256 people, , , ) = _agenda.draft(id);
        assert(opener == 1 && people == 1);
    }

    function _one(uint256 identityId) private pure returns (uint256[] memory all) {
        all = new uint256[](1);
        all[0] = identityId;
    }

    function _refuseSponsor(uint256 identityId) private {
        bytes memory error = abi.encodeWithSelector(
            IAgenda.SponsorIneligible.selector,
            _account(identityId),
            identityId
        );
        vm.expectRevert(error);
        _sponsor(_id, identityId);
    }

    function _refuseCancel(Proposal memory it, uint256 id, uint256 identityId) private {
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, id, _account(identityId)));
        _cancelAs(identityId, it);
    }

    function _refuseLength(address[] memory targets, uint256[] memory values, bytes[] memory calls) private {
        vm.expectPartialRevert(IGovernor.GovernorInvalidProposalLength.selector);
        vm.prank(_account(1));
        _governor.propose(targets, values, calls, "a");
    }

    function _assertDraft(
        uint256 opener,
        uint256 people,
        uint256 operators,
        bool complete,
        uint256 until
    ) private view {
        (uint256 isOpener, uint256 isPeople, uint256 isOperators, bool isComplete, uint256 isUntil) = _agenda.draft(
            _id
        );
        assert(isOpener == opener && isPeople == people && isOperators == operators);
        assert(isComplete == complete && isUntil == until);
    }
}
