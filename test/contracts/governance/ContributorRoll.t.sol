// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {IContributorRoll} from "../../../contracts/governance/IContributorRoll.sol";
import {IdentityTestBase} from "../identity/IdentityTestBase.sol";

contract ContributorRollTest is IdentityTestBase {
    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
        _enrol(CHEN);
        _enrol(DARA);
        vm.warp(START + 1);
    }

    function test_startsEveryPersonWithTheOwnVoice() public view {
        assert(roll.getVotes(ANA) == 1 && roll.votesOf(1) == 1 && roll.delegates(ANA) == ANA);
        assert(roll.seats() == 4 && roll.getPastTotalSupply(START) == 4 && roll.getPastTotalSupply(START - 1) == 0);
        assert(roll.getVotes(STRANGER) == 0 && roll.delegates(STRANGER) == address(0) && !roll.isSeated(STRANGER));
        assert(roll.votesOf(0) == 0 && !roll.hasVoice(0) && roll.lentUntil(ANA) == 0);
        assert(roll.delegateCap() == 3 && roll.delegationTerm() == TERM);
        assert(roll.clock() == block.timestamp);
        assert(keccak256(bytes(roll.CLOCK_MODE())) == keccak256("mode=timestamp"));
    }

    function test_seatsAndAnnouncesThroughTheRegistry() public {
        vm.expectEmit(address(roll));
        emit IContributorRoll.Seated(5, STRANGER);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(STRANGER, 0, 1);
        _enrol(STRANGER);
        assert(roll.seats() == 5 && roll.hasVoice(5) && roll.isSeated(STRANGER));
        vm.expectEmit(address(roll));
        emit IContributorRoll.Unseated(5, STRANGER);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(STRANGER, 1, 0);
        registry.revoke(5);
        assert(roll.seats() == 4 && !roll.isSeated(STRANGER));
    }

    function test_isKeptByTheRegistryOnly() public {
        bytes memory refusal = abi.encodeWithSelector(IContributorRoll.NotRegistry.selector, address(this));
        vm.expectRevert(refusal);
        roll.seat(9, STRANGER);
        vm.expectRevert(refusal);
        roll.unseat(1, ANA);
        vm.expectRevert(refusal);
        roll.rekeyed(1, ANA, STRANGER);
        vm.startPrank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.AlreadySeated.selector, 1));
        roll.seat(1, ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotSeated.selector, STRANGER));
        roll.unseat(9, STRANGER);
        vm.stopPrank();
        assert(roll.seats() == 4);
    }

    function test_lendsToAnother() public {
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, ANA, BAKO);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(ANA, 1, 0);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(BAKO, 1, 2);
        _delegate(ANA, BAKO);
        assert(roll.votesOf(1) == 0 && roll.votesOf(2) == 2 && roll.delegates(ANA) == BAKO && roll.seats() == 4);
        assert(roll.lentUntil(ANA) == START + 1 + TERM && roll.isSeated(ANA));

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
            emit IVotes.DelegateVotesChanged(BAKO, 2, 1);
            vm.expectEmit(address(roll));
            emit IVotes.DelegateVotesChanged(ANA, 0, 1);
            _delegate(ANA, home[i]);
            assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 1 && roll.delegates(ANA) == ANA);
            assert(roll.lentUntil(ANA) == 0);
            _delegate(ANA, home[i]);
            assert(roll.votesOf(1) == 1 && roll.seats() == 4);
        }
    }

    /// The attack that stops the naive roll: delegate to nobody, then nobody can revoke.
    function test_aDelegationToZeroBlocksNoRevocation() public {
        _delegate(ANA, address(0));
        registry.revoke(1);
        assert(roll.seats() == 3 && roll.votesOf(1) == 0);
    }

    function test_takesALentVoiceBackFromItsDelegate() public {
        _delegate(ANA, BAKO);
        vm.expectEmit(address(roll));
        emit IContributorRoll.Unseated(1, ANA);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, ANA);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateVotesChanged(BAKO, 2, 1);
        _suspend(1, START + 10);
        assert(roll.votesOf(2) == 1 && roll.seats() == 3 && roll.delegates(ANA) == ANA && roll.lentUntil(ANA) == 0);
        vm.warp(START + 10);
        registry.reinstate(1);
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
        registry.revoke(2);
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

    function test_doesNotPassVoicesOn() public {
        _delegate(ANA, BAKO);
        _delegate(BAKO, CHEN);
        assert(roll.votesOf(1) == 0 && roll.votesOf(2) == 1 && roll.votesOf(3) == 2);
    }

    function test_anyoneRecallsWhenTheTermIsOver() public {
        _delegate(ANA, BAKO);
        uint48 until = roll.lentUntil(ANA);
        vm.warp(until - 1);
        _renewAll();
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.LentUntil.selector, ANA, until));
        roll.recall(ANA);
        vm.warp(until);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, ANA);
        vm.prank(STRANGER);
        roll.recall(ANA);
        assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 1);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotLent.selector, ANA));
        roll.recall(ANA);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.NotLent.selector, STRANGER));
        roll.recall(STRANGER);
    }

    function test_delegatingAgainRenewsTheTerm() public {
        _delegate(ANA, BAKO);
        vm.warp(START + 100);
        vm.expectEmit(address(roll));
        emit IVotes.DelegateChanged(ANA, BAKO, BAKO);
        vm.recordLogs();
        _delegate(ANA, BAKO);
        assert(vm.getRecordedLogs().length == 1);
        assert(roll.lentUntil(ANA) == START + 100 + TERM && roll.votesOf(2) == 2 && roll.votesOf(1) == 0);
    }

    function test_anyoneRecallsFromADelegateWithoutSeat() public {
        _delegate(ANA, BAKO);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.LentUntil.selector, ANA, START + 1 + TERM));
        roll.recall(ANA);
        registry.revoke(2);
        assert(roll.votesOf(2) == 1 && roll.seats() == 3);
        roll.recall(ANA);
        assert(roll.votesOf(1) == 1 && roll.votesOf(2) == 0);
    }

    function test_keepsThePast() public {
        _delegate(ANA, BAKO);
        uint256 now_ = block.timestamp;
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_, now_));
        roll.getPastVotes(ANA, now_);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_ + 1, now_));
        roll.pastVotesOf(1, now_ + 1);
        vm.expectRevert(abi.encodeWithSelector(IContributorRoll.ERC5805FutureLookup.selector, now_, now_));
        roll.getPastTotalSupply(now_);
        vm.warp(now_ + 1);
        assert(roll.getPastVotes(ANA, START) == 1 && roll.getPastVotes(ANA, now_) == 0);
        assert(roll.getPastVotes(BAKO, now_) == 2 && roll.pastVotesOf(2, START) == 1);
        registry.revoke(1);
        vm.warp(now_ + 2);
        assert(roll.pastVotesOf(1, START) == 1 && roll.getPastVotes(ANA, START) == 1 && roll.pastVotesOf(2, now_) == 2);
        assert(roll.getPastTotalSupply(now_) == 4 && roll.getPastTotalSupply(now_ + 1) == 3);
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
            registry.renew(i + 1, _evidence(people[i], PERSON, _tag(people[i]), _year()));
        }
    }
}
