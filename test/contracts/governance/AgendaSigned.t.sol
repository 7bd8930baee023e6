// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Sponsors who only signed: persons 301 to 305, whose keys are 0xa1 to 0xa5.
contract AgendaSignedTest is GovernanceTest {
    uint256 private constant COOL = 2_000;
    Proposal private _it;
    uint256 private _id;

    function setUp() public override {
        super.setUp();
        CommonsGovernor.Settings memory all = _settings();
        IAgenda.Settings memory asked = all.sponsorship;
        (asked.peoplePlaces, asked.coolDown) = (2, uint32(COOL));
        _use(_deploy(all));
        for (uint256 i = 1; i <= 5; ++i) {
            _identities.set(300 + i, vm.addr(0xa0 + i), 1);
            _people.set(300 + i, 1);
        }
        vm.warp(block.timestamp + 1);
        _it = _proposal(Switchboard.ordinary.selector, "signed");
        _id = _idOf(_it);
    }

    function test_proposesWithSponsorsWhoSigned() public {
        uint256[] memory joined = new uint256[](3);
        (joined[0], joined[1], joined[2]) = (1, 301, 302);
        vm.expectEmit(address(_agenda));
        emit IAgenda.Sponsored(_id, joined, 3, 0, true, block.timestamp + DRAFT);
        _proposeSigned(1, _it, _signed(_id, 1, 2));
        _assertState(_id, IGovernor.ProposalState.Pending);
        assert(_governor.proposalProposer(_id) == _account(1) && _agenda.placesLeft(0) == 1);
        // Who brought them opened it, and may take it back.
        _cancelAs(1, _it);
        assert(_agenda.placesLeft(0) == 2);
    }

    /// A signature counts like a transaction: it takes a place of its signer, who waits when nobody wanted the proposal.
    function test_signersStandBehindWhatTheySigned() public {
        _proposeSigned(1, _it, _signed(_id, 1, 2));
        uint256 end = _governor.proposalDeadline(_id);
        _signAs(5, 1);
        _signAs(6, 2);
        IAgenda.Signed[] memory third = _signed(7, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.TooManyLiveEach.selector, 301, 2));
        _agenda.sponsorBySig(7, third);
        vm.warp(end + 1);
        third = _signed(8, 2, 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorCooling.selector, 302, end + COOL));
        _agenda.sponsorBySig(8, third);
    }

    function test_needsAsManyAsWithoutSignatures() public {
        IAgenda.Signed[] memory few = _signed(_id, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorsMissing.selector, _id, 2, 0));
        _proposeSigned(1, _it, few);
        // The same person twice, or who proposes himself, counts once.
        IAgenda.Signed[] memory twice = _signed(_id, 1, 2);
        twice[1] = twice[0];
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorsMissing.selector, _id, 2, 0));
        _proposeSigned(1, _it, twice);
        _identities.set(1, vm.addr(0xa1), 1);
        twice = _signed(_id, 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorsMissing.selector, _id, 2, 0));
        vm.prank(vm.addr(0xa1));
        _agenda.proposeBySig(_it.targets, _it.values, _it.calls, _it.description, twice);
    }

    /// Of one group one person counts in a batch as well, whether its draft was kept before or not.
    function test_aBatchHoldsOnePersonOfAGroup() public {
        bytes32 group = bytes32(uint256(77));
        _identities.setGroup(301, group);
        _identities.setGroup(302, group);
        IAgenda.Signed[] memory sponsors = _signed(_id, 1, 2);
        bytes memory error = abi.encodeWithSelector(IAgenda.GroupSponsored.selector, _id, group);
        vm.expectRevert(error);
        _agenda.sponsorBySig(_id, sponsors);
        vm.expectRevert(error);
        _proposeSigned(1, _it, sponsors);
        _signAs(_id, 1);
        sponsors = _signed(_id, 2, 2);
        vm.expectRevert(error);
        _proposeSigned(1, _it, sponsors);
        _proposeSigned(1, _it, _signed(_id, 3, 1));
    }

    function test_passesOverWhoSponsoredFirstToSpoilABatch() public {
        vm.prank(vm.addr(0xa2));
        _agenda.sponsor(_id);
        IAgenda.Signed[] memory all = _signed(_id, 1, 3);
        _agenda.sponsorBySig(_id, all);
        (uint256 opener, uint256 people, , bool complete, ) = _agenda.draft(_id);
        assert(opener == 302 && people == 3 && complete);
        // Suspended since, or sent again: what counts is that they stand behind it.
        _identities.setActive(302, false);
        _agenda.sponsorBySig(_id, all);
        _proposeSigned(1, _it, all);
        assert(_governor.proposalProposer(_id) == _account(1));
    }

    function test_takesOnlyTrueSignaturesForThisProposal() public {
        IAgenda.Signed[] memory all = _signed(5, 1, 2);
        bytes memory error = abi.encodeWithSelector(IAgenda.SponsorSignatureInvalid.selector, all[0].account);
        vm.expectRevert(error);
        _agenda.sponsorBySig(6, all);
        vm.expectRevert(error);
        _proposeSigned(1, _it, all);
        (all[0].signature, all[1].signature) = (all[1].signature, all[0].signature);
        vm.expectRevert(error);
        _agenda.sponsorBySig(5, all);
    }

    function test_refusesProposersAndSignersThatDoNotCount() public {
        IAgenda.Signed[] memory all = _signed(_id, 1, 3);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorIneligible.selector, address(0x77), 0));
        vm.prank(address(0x77));
        _agenda.proposeBySig(_it.targets, _it.values, _it.calls, _it.description, all);
        _identities.setActive(302, false);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorIneligible.selector, all[1].account, 302));
        _proposeSigned(1, _it, all);
    }

    function test_keepsADescriptionToItsProposer() public {
        string memory mine = "mine #proposer=0x0000000000000000000000000000000000001001";
        Proposal memory it = _proposal(Switchboard.ordinary.selector, mine);
        IAgenda.Signed[] memory all = _signed(_idOf(it), 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, _account(2)));
        _proposeSigned(2, it, all);
        _proposeSigned(1, it, all);
    }

    /// Where all places are taken nothing is proposed; the same signatures make a draft that waits.
    function test_aBatchWithoutAPlaceWaits() public {
        for (uint256 i = 0; i < 2; ++i) {
            Proposal memory other = _proposal(Switchboard.ordinary.selector, i == 0 ? "one" : "two");
            for (uint256 j = 1; j <= 3; ++j) _sponsor(_idOf(other), 3 * i + j);
            _proposeAs(3 * i + 1, other);
        }
        vm.warp(block.timestamp + DELAY + PERIOD - 10);
        IAgenda.Signed[] memory all = _signed(_id, 1, 3);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 0, 0));
        _proposeSigned(7, _it, all);
        vm.expectEmit(address(_agenda));
        emit IAgenda.DraftWaits(_id, 0, 3);
        _agenda.sponsorBySig(_id, all);
        vm.warp(block.timestamp + 11);
        _proposeSigned(7, _it, new IAgenda.Signed[](0));
        assert(_governor.proposalProposer(_id) == _account(7));
    }

    /// A signature is for one draft: what somebody once stood behind cannot take his places again and again.
    function test_signaturesDoNotReviveADraft() public {
        IAgenda.Signed[] memory all = _signed(_id, 1, 3);
        _agenda.sponsorBySig(_id, all);
        vm.warp(block.timestamp + DRAFT + 1);
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(all[0].account);
            _agenda.sponsor(900 + i);
            vm.warp(block.timestamp + DRAFT + 1);
        }
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftClosed.selector, _id));
        _agenda.sponsorBySig(_id, all);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.DraftClosed.selector, _id));
        _proposeSigned(1, _it, all);
    }

    function _signed(uint256 id, uint256 from, uint256 number) private view returns (IAgenda.Signed[] memory all) {
        all = new IAgenda.Signed[](number);
        bytes32 domain = _domain("Tilth Agenda", address(_agenda));
        bytes32 hash = keccak256(abi.encode(keccak256("Sponsorship(uint256 proposalId)"), id));
        for (uint256 i = 0; i < number; ++i) {
            uint256 key = 0xa0 + from + i;
            all[i] = IAgenda.Signed(vm.addr(key), _sign(key, domain, hash));
        }
    }

    function _signAs(uint256 id, uint256 from) private {
        _agenda.sponsorBySig(id, _signed(id, from, 1));
    }

    function _proposeSigned(uint256 identityId, Proposal memory it, IAgenda.Signed[] memory sponsors) private {
        vm.prank(_account(identityId));
        _agenda.proposeBySig(it.targets, it.values, it.calls, it.description, sponsors);
    }
}
