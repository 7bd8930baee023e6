// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAgenda} from "../../../contracts/governance/IAgenda.sol";
import {CommonsGovernor} from "../../../contracts/governance/CommonsGovernor.sol";
import {GovernanceTest} from "./GovernanceTest.sol";
import {Switchboard} from "./Switchboard.sol";

/// @notice Places are few: who gets them, who waits, and who has to wait because nobody wanted what it stood behind.
contract AgendaPlacesTest is GovernanceTest {
    uint256 private constant COOL = 2_000;

    function setUp() public override {
        super.setUp();
        for (uint256 i = 201; i <= 260; ++i) {
            _identities.set(i, _account(i), 1);
            _people.set(i, 1);
        }
        CommonsGovernor.Settings memory all = _settings();
        IAgenda.Settings memory asked = all.sponsorship;
        (asked.peopleSponsors, asked.peoplePlaces, asked.operatorPlaces, asked.coolDown) = (3, 2, 1, uint32(COOL));
        _use(_deploy(all));
        _warpToRanked(0);
    }

    /// Identities that only sponsor take no place: drafts that are never proposed shut nobody out.
    function test_aDraftTakesNoPlace() public {
        for (uint256 i = 0; i < 12; ++i) _complete(1_000 + i, 201 + 3 * i, 3);
        assert(_agenda.placesLeft(0) == 2);
        _proposeWith("honest", 1, 3);
        assert(_agenda.placesLeft(0) == 1);
    }

    function test_quotasOfPeopleAndOperatorsAreApart() public {
        _proposeWith("a", 1, 3);
        _proposeWith("b", 4, 3);
        _proposeBy(_proposal(Switchboard.ordinary.selector, "of operators"), 101, 102);
        assert(_agenda.placesLeft(0) == 0 && _agenda.placesLeft(1) == 0);
    }

    /// Places end with the vote, by themselves.
    function test_placesEndWithTheVote() public {
        (, uint256 id) = _proposeWith("a", 1, 3);
        _proposeWith("b", 4, 3);
        Proposal memory third = _sponsored("c", 7, 3);
        vm.expectPartialRevert(IAgenda.NoPlace.selector);
        _proposeAs(7, third);
        vm.warp(_governor.proposalDeadline(id) + 1);
        assert(_agenda.placesLeft(0) == 2);
        _proposeWith("d", 10, 3);
    }

    function test_constitutionalProposalsHaveAPlaceOfTheirOwn() public {
        _proposeWith("a", 1, 3);
        _proposeWith("b", 4, 3);
        assert(_agenda.placesLeft(2) == 1);
        Proposal memory it = _proposal(Switchboard.constitutional.selector, "c");
        for (uint256 i = 7; i <= 9; ++i) _sponsor(_idOf(it), i);
        _proposeAs(7, it);
        assert(_agenda.placesLeft(2) == 0 && _agenda.placesLeft(0) == 0);
    }

    /// The court needs neither sponsors nor luck, and nobody keeps it from its own place.
    function test_theCourtHasAPlaceOfItsOwnWithoutSponsors() public {
        _proposeWith("a", 1, 3);
        _proposeWith("b", 4, 3);
        Proposal memory it = _proposal(Switchboard.structural.selector, "resolution");
        _sponsor(_idOf(it), 9);
        vm.prank(COURT);
        uint256 id = _governor.propose(it.targets, it.values, it.calls, it.description);
        assert(_governor.proposalProposer(id) == COURT && _agenda.placesLeft(3) == 0);
        Proposal memory again = _proposal(Switchboard.structural.selector, "second case");
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 3, 0));
        vm.prank(COURT);
        _governor.propose(again.targets, again.values, again.calls, again.description);
        vm.warp(_governor.proposalDeadline(id) + 1);
        vm.prank(COURT);
        _governor.propose(again.targets, again.values, again.calls, again.description);
    }

    /// Of those that wait the one with most sponsors goes first, whoever came first.
    function test_mostSponsorsGoFirstThenTheOldest() public {
        (uint256 end, Proposal memory weak, Proposal memory strong) = _twoWait();
        vm.warp(end + 1);
        _warpToRanked(0);
        Proposal memory late = _sponsored("late", 230, 3);
        // Two places are free; the strongest two of three may take them.
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 0, 2));
        _proposeAs(230, late);
        _proposeAs(201, weak);
        assert(_agenda.placesLeft(0) == 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 0, 1));
        _proposeAs(230, late);
        _proposeAs(204, strong);
        assert(_agenda.placesLeft(0) == 0);
    }

    function test_aDraftMovesUpWithItsSponsors() public {
        (uint256 end, Proposal memory weak, Proposal memory strong) = _twoWait();
        vm.warp(end - 10);
        Proposal memory third = _sponsored("third", 230, 3);
        for (uint256 i = 233; i <= 236; ++i) _sponsor(_idOf(third), i);
        vm.warp(end + 1);
        _warpToRanked(0);
        _proposeAs(230, third);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 0, 1));
        _proposeAs(201, weak);
        _proposeAs(204, strong);
    }

    /// Drafts that outrank all others and are never proposed hold nobody up for longer than half a period.
    function test_whoWaitsAndDoesNotProposeHoldsNobodyUp() public {
        uint256 end = _fill();
        vm.warp(end - 10);
        for (uint256 i = 0; i < 4; ++i) _complete(2_000 + i, 201 + 6 * i, 6);
        Proposal memory honest = _sponsored("honest", 230, 3);
        vm.warp(end + 1);
        _warpToRanked(0);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NoPlace.selector, 0, 4));
        _proposeAs(230, honest);
        vm.warp(block.timestamp + DRAFT / 4);
        _proposeAs(230, honest);
    }

    /// The line is bounded, and a strong draft enters a full one.
    function test_aFullLineLetsTheStrongerIn() public {
        uint256 end = _fill();
        vm.warp(end - 10);
        for (uint256 i = 0; i < 12; ++i) _complete(2_000 + i, 201 + 3 * i, 3);
        _complete(3_000, 237, 3);
        Proposal memory strong = _sponsored("strong", 240, 5);
        vm.warp(end + 1);
        _warpToRanked(0);
        _proposeAs(240, strong);
    }

    /// Spam costs its sponsors sixty days; a proposal that many wanted, and lost, costs nothing.
    function test_sponsorsOfWhatNobodyWantedWait() public {
        (, uint256 spam) = _proposeWith("spam", 1, 3);
        (, uint256 politics) = _proposeWith("politics", 4, 3);
        vm.warp(_governor.proposalSnapshot(spam) + 1);
        _persons(spam, 1, 3, FOR);
        _persons(politics, 1, 4, FOR);
        _persons(politics, 5, 12, AGAINST);
        uint256 end = _governor.proposalDeadline(spam);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NotOver.selector, spam));
        _agenda.conclude(spam);
        vm.warp(end + 1);
        // Noticed by itself, and by whoever says so.
        _refuseCooling(1, end + COOL);
        vm.expectEmit(address(_agenda));
        emit IAgenda.ProposalConcluded(spam, end + COOL);
        _agenda.conclude(spam);
        _refuseCooling(2, end + COOL);
        vm.expectEmit(address(_agenda));
        emit IAgenda.ProposalConcluded(politics, 0);
        _sponsor(77, 4);
        vm.warp(end + COOL);
        _refuseCooling(3, end + COOL);
        vm.warp(end + COOL + 1);
        _sponsor(78, 3);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NotOver.selector, spam));
        _agenda.conclude(spam);
    }

    function test_anExtendedVoteHoldsItsSponsorsToItsEnd() public {
        (, uint256 id) = _proposeWith("late", 1, 3);
        uint256 deadline = _governor.proposalDeadline(id);
        vm.warp(deadline - 1);
        _persons(id, 1, 20, FOR);
        _operators(id, 1, 2, FOR);
        assert(_governor.proposalDeadline(id) > deadline);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IAgenda.NotOver.selector, id));
        _agenda.conclude(id);
        vm.warp(_governor.proposalDeadline(id) + 1);
        _agenda.conclude(id);
    }

    function _refuseCooling(uint256 identityId, uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IAgenda.SponsorCooling.selector, identityId, until));
        _sponsor(999, identityId);
    }

    /// @dev Two proposals take both places; when they end.
    function _fill() private returns (uint256 end) {
        (, uint256 id) = _proposeWith("one", 1, 3);
        _proposeWith("two", 4, 3);
        return _governor.proposalDeadline(id);
    }

    function _twoWait() private returns (uint256 end, Proposal memory weak, Proposal memory strong) {
        end = _fill();
        vm.warp(end - 20);
        weak = _sponsored("weak", 201, 3);
        vm.warp(end - 10);
        strong = _sponsored("strong", 204, 4);
    }

    function _proposeWith(
        string memory name,
        uint256 from,
        uint256 number
    ) private returns (Proposal memory it, uint256 id) {
        it = _sponsored(name, from, number);
        id = _idOf(it);
        _proposeAs(from, it);
    }

    function _sponsored(string memory name, uint256 from, uint256 number) private returns (Proposal memory it) {
        it = _proposal(Switchboard.ordinary.selector, name);
        _complete(_idOf(it), from, number);
    }

    function _complete(uint256 id, uint256 from, uint256 number) private {
        for (uint256 i = 0; i < number; ++i) _sponsor(id, from + i);
    }

    /// @dev Moves on to this second of the next period of half a draft window.
    function _warpToRanked(uint256 second) private {
        uint256 period = DRAFT / 2;
        vm.warp((block.timestamp / period + 1) * period + second);
    }
}
