// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";

contract IdentitySuspensionTest is IdentityTestBase {
    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
    }

    /// M8: a suspension ends by itself; the voice returns with the week that follows.
    function test_takesStandingUntilItsEndAndTheVoiceUntilTheNextWeek() public {
        uint64 end = uint64(START + 10);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentitySuspended(1, end, 7);
        _suspend(1, end);
        _assertStanding(ANA, 1, false);
        assert(!registry.isActive(1) && !roll.hasVoice(1) && roll.seats() == 1);
        assert(registry.identity(1).suspendedUntil == end && registry.identity(1).status == 1);

        vm.warp(end - 1);
        _assertStanding(ANA, 1, false);
        vm.warp(end);
        _assertStanding(ANA, 1, true);
        vm.warp(START + WEEK - 1);
        assert(registry.isActive(1) && !roll.hasVoice(1) && roll.seats() == 1);
        vm.warp(START + WEEK);
        assert(roll.votesOf(1) == 1 && roll.seats() == 2);
        vm.warp(START + WEEK + 1);
        assert(roll.getPastTotalSupply(START + WEEK) == 2 && roll.getPastTotalSupply(START + WEEK - 1) == 1);
        assert(roll.seatedAt(1, START + WEEK) && !roll.seatedAt(1, START + 10));
    }

    function test_endsInTheFutureAndWithinTheLongest() public {
        uint64 latest = uint64(START + MAX_SUSPENSION);
        vm.startPrank(court);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SuspensionInvalid.selector, START, latest));
        registry.suspend(1, uint64(START), 7);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SuspensionInvalid.selector, latest + 1, latest));
        registry.suspend(1, latest + 1, 7);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 3));
        registry.suspend(3, latest, 7);
        registry.suspend(1, latest, 7);
        registry.suspend(2, uint64(START + 1), 7);
        vm.stopPrank();
        assert(registry.identity(1).suspendedUntil == latest && registry.identity(2).suspendedUntil == START + 1);
    }

    function test_ofTwoTheLaterEndHolds() public {
        _suspend(1, START + 10);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentitySuspended(1, uint64(START + 10), 7);
        _suspend(1, START + 5);
        assert(registry.identity(1).suspendedUntil == START + 10);
        _suspend(1, START + 11);
        assert(registry.identity(1).suspendedUntil == START + 11 && roll.seats() == 1);
    }

    function test_doesNotSeatAPersonWhoseStatementEnds() public {
        uint64 end = registry.identity(1).validUntil;
        vm.warp(end - 20 days);
        _suspend(1, end - 1);
        vm.warp(end);
        assert(!roll.hasVoice(1) && !registry.isActive(1) && roll.seats() == 0);
        vm.warp(end + WEEK);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year()));
        assert(roll.votesOf(1) == 1);
    }

    function test_isNotEndedByRenewal() public {
        _suspend(1, START + 10 days);
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 1));
        assert(!registry.isActive(1) && !roll.hasVoice(1));
        vm.warp(START + 2 * WEEK);
        assert(registry.isActive(1) && roll.hasVoice(1) && roll.seats() == 2);
    }

    function test_renewalAfterTheEndDoesNotBringTheWeekForward() public {
        _suspend(1, START + 10);
        vm.warp(START + 10);
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 1));
        assert(roll.votesOf(1) == 0 && roll.seats() == 1);
        vm.warp(START + WEEK);
        assert(roll.votesOf(1) == 1 && roll.seats() == 2);
    }

    function test_doesNotStopRevocation() public {
        _suspend(2, START + MAX_SUSPENSION);
        _revoke(1, 2);
        vm.warp(START + MAX_SUSPENSION + WEEK);
        assert(registry.identity(2).status == 3 && !roll.hasVoice(2) && roll.seats() == 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 2, 3));
        _suspend(2, block.timestamp + 1);
    }

    function test_followsTheIdentityToItsNewAccount() public {
        _suspend(1, START + 30 days);
        _rekey(1, ANA, CHEN);
        _assertStanding(CHEN, 1, false);
        assert(registry.identity(1).suspendedUntil == START + 30 days && roll.seats() == 1);
        vm.warp(START + 5 * WEEK);
        _assertStanding(CHEN, 1, true);
        assert(roll.getVotes(CHEN) == 1 && roll.getVotes(ANA) == 0);
    }

    function test_suspendsInstitutionsWithoutTouchingTheRoll() public {
        _enrol(CHEN, INSTITUTION);
        _suspend(3, START + 10);
        assert(!registry.isActive(3) && roll.seats() == 2);
        vm.warp(START + WEEK);
        assert(registry.isActive(3) && roll.seats() == 2 && !roll.hasVoice(3));
    }
}
