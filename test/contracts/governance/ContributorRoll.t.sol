// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {Tide} from "../../../contracts/governance/Tide.sol";
import {IdentityTestBase} from "../identity/IdentityTestBase.sol";

/// @notice Fifty persons, so that a delegate may hold three votes; their statements end in a year.
contract ContributorRollTest is IdentityTestBase {
    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
        _enrol(CHEN);
        _enrol(DARA);
        _enrolCrowd(46);
        vm.warp(START + 1);
    }

    function test_startsEveryPersonWithTheOwnVoice() public view {
        assert(roll.getVotes(ANA) == 1 && roll.votesOf(1) == 1 && roll.delegates(ANA) == ANA);
        assert(roll.seats() == 50 && roll.getPastTotalSupply(START) == 50 && roll.getPastTotalSupply(START - 1) == 0);
        assert(roll.getVotes(STRANGER) == 0 && roll.delegates(STRANGER) == address(0));
        assert(roll.votesOf(0) == 0 && !roll.hasVoice(0) && roll.lentUntil(ANA) == 0);
        assert(roll.delegateCap() == 3 && roll.clock() == block.timestamp);
        assert(keccak256(bytes(roll.CLOCK_MODE())) == keccak256("mode=timestamp"));
    }

    function test_seatsAndAnnouncesThroughTheRegistry() public {
        vm.expectEmit(address(roll));
        emit IContributorRoll.Seated(51, STRANGER, uint48(START + 1), uint48(_weekOf(_year())));
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(STRANGER, 0, 1);
        _enrol(STRANGER);
        assert(roll.seats() == 51 && roll.hasVoice(51));
        vm.expectEmit(address(roll));
        emit IContributorRoll.Unseated(51, STRANGER);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(STRANGER, 1, 0);
        _revoke(1, 51);
        assert(roll.seats() == 50 && !roll.hasVoice(51));
        _assertVoice(51, 0, 0);
    }

    function test_isKeptByTheRegistryOnly() public {
        bytes memory refusal = abi.encodeWithSelector(IContributorRoll.NotRegistry.selector, address(this));
        vm.expectRevert(refusal);
        roll.seat(9, STRANGER, 0, uint48(START + WEEK));
        vm.expectRevert(refusal);
        roll.rekeyed(1, ANA, STRANGER);
        assert(roll.seats() == 50);
    }

    function test_lendsToAnother() public {
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, ANA, BAKO);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(ANA, 1, 0);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(BAKO, 1, 2);
        _delegate(ANA, BAKO);
        assert(roll.votesOf(1) == 0 && roll.votesOf(2) == 2 && roll.delegates(ANA) == BAKO && roll.seats() == 50);
        assert(roll.lentUntil(ANA) == _weekOf(START + 1 + TERM) && roll.hasVoice(1));

        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, CHEN);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(BAKO, 2, 1);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(CHEN, 1, 2);
        _delegate(ANA, CHEN);
        assert(roll.votesOf(2) == 1 && roll.votesOf(3) == 2);
    }

    function test_callsHomeBySelfAndByZero() public {
        address[2] memory home = [ANA, address(0)];
        for (uint256 i = 0; i < 2; ++i) {
            _delegate(ANA, BAKO);
            vm.expectEmit(address(roll));
            emit IVotes.DelegateChanged(ANA, BAKO, ANA);
            vm.expectEmit(address(roll));
            emit IVotes.DelegateVotesChanged(ANA, 0, 1);
            vm.expectEmit(address(roll));
            emit IVotes.DelegateVotesChanged(BAKO, 2, 1);
            _delegate(ANA, home[i]);
            assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 1 && roll.delegates(ANA) == ANA);
            assert(roll.lentUntil(ANA) == 0);
            _delegate(ANA, home[i]);
            assert(roll.votesOf(1) == 1 && roll.seats() == 50);
        }
    }

    /// The attack that stops the naive roll: delegate to nobody, then nobody can revoke.
    function test_aDelegationToZeroBlocksNoRevocation() public {
        _delegate(BAKO, address(0));
        _revoke(1, 2);
        assert(roll.seats() == 49 && roll.votesOf(2) == 0);
    }

    function test_takesALentVoiceBackFromItsDelegate() public {
        _delegate(ANA, BAKO);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, ANA);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(BAKO, 2, 1);
        _suspend(1, START + 10);
        assert(roll.votesOf(2) == 1 && roll.seats() == 49 && roll.delegates(ANA) == ANA && roll.lentUntil(ANA) == 0);
        vm.warp(START + WEEK);
        assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 1);
    }

    function test_takesMembersOnly() public {
        _enrol(STRANGER, INSTITUTION);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, STRANGER));
        _delegate(ANA, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, address(9)));
        _delegate(ANA, address(9));
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, STRANGER));
        _delegate(STRANGER, ANA);
        _revoke(1, 2);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, BAKO));
        _delegate(ANA, BAKO);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, BAKO));
        _delegate(BAKO, ANA);
        assert(roll.votesOf(1) == 1);
    }

    function test_capsTheVoicesOfOneDelegate() public {
        _delegate(BAKO, ANA);
        _delegate(CHEN, ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.DelegateFull.selector, ANA, 3));
        _delegate(DARA, ANA);
        _delegate(CHEN, ANA);
        assert(roll.votesOf(1) == 3 && roll.votesOf(4) == 1);
        _delegate(CHEN, CHEN);
        _delegate(DARA, ANA);
        assert(roll.votesOf(1) == 3);
    }

    function test_countsTheDelegatesOwnVoiceAlsoWhileItIsLent() public {
        _enrol(STRANGER);
        _delegate(ANA, BAKO);
        _delegate(CHEN, ANA);
        _delegate(DARA, ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.DelegateFull.selector, ANA, 3));
        _delegate(STRANGER, ANA);
        _delegate(ANA, ANA);
        assert(roll.votesOf(1) == 3);
    }

    /// One delegate with twenty voices of twenty-five carried the people's chamber alone. Below 25 nobody lends.
    function test_aDelegateHoldsOneVoteInTwentyFiveAtMost() public {
        for (uint256 id = 27; id <= 50; ++id) _revoke(1, id);
        assert(roll.seats() == 26 && roll.delegateCap() == 2);
        _delegate(BAKO, ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.DelegateFull.selector, ANA, 2));
        _delegate(CHEN, ANA);
        _revoke(1, 26);
        vm.warp(START + 2);
        _revoke(1, 25);
        assert(roll.seats() == 24 && roll.delegateCap() == 1);
        // What was lent stays lent, and does not count.
        assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 0 && roll.pastVotesOf(1, START + 1) == 2);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.DelegateFull.selector, ANA, 1));
        _delegate(CHEN, ANA);
        _delegate(BAKO, BAKO);
        assert(roll.votesOf(2) == 1);
    }

    function test_theCapStopsGrowingAtTheMost() public {
        _enrolCrowd(25);
        assert(roll.seats() == 75 && roll.delegateCap() == 3);
    }

    function test_doesNotPassVoicesOn() public {
        _delegate(ANA, BAKO);
        _delegate(BAKO, CHEN);
        assert(roll.votesOf(1) == 0 && roll.votesOf(2) == 1 && roll.votesOf(3) == 2);
    }

    /// M8: a loan over term voted on until somebody called it home.
    function test_aLoanComesHomeByItself() public {
        vm.warp(START + 20 days);
        _renewAll();
        _delegate(ANA, BAKO);
        uint48 until = roll.lentUntil(ANA);
        assert(until == Tide.weekFrom(uint48(START + 20 days) + TERM));
        vm.warp(until - 1);
        _renewAll();
        assert(roll.votesOf(2) == 2 && roll.votesOf(1) == 0 && roll.lentUntil(ANA) == until);
        vm.warp(until);
        assert(roll.votesOf(2) == 1 && roll.votesOf(1) == 1 && roll.delegates(ANA) == ANA && roll.lentUntil(ANA) == 0);
        vm.warp(until + 1);
        assert(
            roll.pastVotesOf(1, until) == 1 && roll.pastVotesOf(2, until) == 1 && roll.pastVotesOf(2, until - 1) == 2
        );
    }

    /// M8: nineteen persons whose statements had ended a year ago still gave a delegate twenty votes.
    function test_theVoicesOfTheExpiredLeaveTheirDelegate() public {
        _delegate(ANA, BAKO);
        vm.prank(BAKO);
        registry.renew(2, _evidence(BAKO, PERSON, _tag(BAKO), _year() + 200 days));
        _assertVoice(1, START, _weekOf(START + 365 days));
        vm.warp(_weekOf(START + 365 days) - 1);
        assert(roll.votesOf(2) == 2);
        vm.warp(_weekOf(START + 365 days));
        assert(roll.votesOf(2) == 1 && roll.seats() == 47 && roll.votesOf(1) == 0);
    }

    function test_delegatingAgainRenewsTheTerm() public {
        _delegate(ANA, BAKO);
        vm.warp(START + 8 days);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, BAKO);
        vm.recordLogs();
        _delegate(ANA, BAKO);
        assert(vm.getRecordedLogs().length == 1 && roll.votesOf(2) == 2 && roll.votesOf(1) == 0);
        // No loan outlives the voice.
        assert(roll.lentUntil(ANA) == _weekOf(START + 365 days));
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 30 days));
        assert(roll.lentUntil(ANA) == Tide.weekFrom(uint48(START + 8 days) + TERM) && roll.votesOf(2) == 2);
    }

    function test_withADelegateWithoutVoiceTheLoanRests() public {
        _delegate(ANA, BAKO);
        _suspend(2, START + 10);
        assert(roll.votesOf(2) == 0 && roll.votesOf(1) == 1 && roll.seats() == 49 && roll.delegates(ANA) == ANA);
        vm.warp(START + WEEK);
        assert(roll.votesOf(2) == 2 && roll.votesOf(1) == 0 && roll.delegates(ANA) == BAKO);
        assert(roll.pastVotesOf(1, START + 10) == 1);
        _revoke(1, 2);
        assert(roll.votesOf(1) == 1);
    }

    function test_keepsThePast() public {
        _delegate(BAKO, ANA);
        uint256 now_ = block.timestamp;
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_, now_));
        roll.getPastVotes(ANA, now_);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_ + 1, now_));
        roll.pastVotesOf(1, now_ + 1);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_, now_));
        roll.getPastTotalSupply(now_);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_, now_));
        roll.seatedAt(1, now_);
        vm.warp(now_ + 1);
        assert(roll.getPastVotes(BAKO, START) == 1 && roll.getPastVotes(BAKO, now_) == 0);
        assert(roll.getPastVotes(ANA, now_) == 2 && roll.pastVotesOf(1, START) == 1);
        _revoke(1, 2);
        vm.warp(now_ + 2);
        assert(
            roll.pastVotesOf(2, START) == 1 && roll.getPastVotes(BAKO, START) == 1 && roll.pastVotesOf(1, now_) == 2
        );
        assert(roll.getPastTotalSupply(now_) == 50 && roll.getPastTotalSupply(now_ + 1) == 49);
        // Whoever lent a voice was seated all the same.
        assert(roll.seatedAt(2, now_) && !roll.seatedAt(2, now_ + 1));
    }

    /// The floor is for those in probation too.
    function test_countsThoseWhoseVoiceIsToComeAsMembers() public {
        assert(roll.members() == 50);
        _revoke(1, 50);
        vm.prank(address(registry));
        roll.seat(51, STRANGER, uint48(START + 9 * WEEK), uint48(START + 20 * WEEK));
        assert(roll.members() == 50 && roll.seats() == 49);
        vm.warp(START + 20 * WEEK);
        assert(roll.members() == 49 && roll.seats() == 49);
    }

    function test_remembersWhenItFirstHadSoMany() public {
        assert(roll.openedAt(1) == START && roll.openedAt(50) == START && roll.openedAt(51) == 0);
        assert(roll.openedAt(type(uint256).max) == 0);
        vm.warp(START + 5);
        _enrolCrowd(2);
        _revoke(1, 52);
        _revoke(1, 51);
        _revoke(1, 50);
        assert(roll.seats() == 49 && roll.openedAt(52) == START + 5 && roll.openedAt(50) == START);
        assert(roll.openedAt(53) == 0);
    }

    /// The attack: lend a voice around within one block. Only the last state of a block counts.
    function test_aVoiceLentAroundInOneBlockCountsOnce() public {
        _delegate(ANA, BAKO);
        _delegate(ANA, CHEN);
        _delegate(ANA, DARA);
        uint256 moment = block.timestamp;
        vm.warp(moment + 1);
        uint256 sum = roll.pastVotesOf(1, moment) + roll.pastVotesOf(2, moment);
        assert(sum + roll.pastVotesOf(3, moment) + roll.pastVotesOf(4, moment) == 4);
    }

    function _delegate(address from, address to) private {
        vm.prank(from);
        roll.delegate(to);
    }

    function _renewAll() private {
        address[4] memory people = [ANA, BAKO, CHEN, DARA];
        for (uint256 i = 0; i < 4; ++i) {
            vm.prank(people[i]);
            registry.renew(i + 1, _evidence(people[i], PERSON, _tag(people[i]), _year()));
        }
    }
}
