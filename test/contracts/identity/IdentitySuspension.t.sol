// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtBound} from "../../../contracts/identity/ICourtBound.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";

contract IdentitySuspensionTest is IdentityTestBase {
    function setUp() public override {
        super.setUp();
        _enrol(ANA);
        _enrol(BAKO);
    }

    function test_isOnlyForTheCourt() public {
        vm.expectRevert(abi.encodeWithSelector(ICourtBound.NotCourt.selector, address(this)));
        registry.suspend(1, uint64(START + 1), 7);
        assert(registry.isActive(1));
    }

    function test_takesStandingAndVoiceUntilItsEnd() public {
        uint64 end = uint64(START + 10);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentitySuspended(1, end, 7);
        _suspend(1, end);
        _assertStanding(ANA, 1, false);
        assert(!registry.isActive(1) && !roll.hasVoice(1) && roll.seats() == 1);
        assert(registry.identity(1).suspendedUntil == end && registry.identity(1).status == 1);

        vm.warp(end - 1);
        _assertStanding(ANA, 1, false);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.NotReinstatable.selector, 1, end));
        registry.reinstate(1);

        vm.warp(end);
        _assertStanding(ANA, 1, true);
        assert(registry.isActive(1) && !roll.hasVoice(1));
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityReinstated(1);
        vm.prank(STRANGER);
        registry.reinstate(1);
        assert(roll.votesOf(1) == 1 && registry.identity(1).suspendedUntil == 0);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.NotReinstatable.selector, 1, 0));
        registry.reinstate(1);
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

    function test_doesNotSeatAPersonWhoseStatementEnded() public {
        uint64 end = registry.identity(1).validUntil;
        vm.warp(end - 1);
        _suspend(1, end);
        vm.warp(end);
        registry.reinstate(1);
        assert(!roll.hasVoice(1) && !registry.isActive(1));
        registry.lapse(1);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year()));
        assert(roll.votesOf(1) == 1);
    }

    function test_isNotEndedByRenewal() public {
        _suspend(1, START + 10);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 1));
        assert(!registry.isActive(1) && !roll.hasVoice(1));
        vm.warp(START + 10);
        registry.reinstate(1);
        assert(registry.isActive(1) && roll.hasVoice(1));
    }

    function test_renewalAfterTheEndSeatsAndReinstatingThenSeatsNotTwice() public {
        _suspend(1, START + 10);
        vm.warp(START + 10);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), _year() + 1));
        registry.reinstate(1);
        assert(roll.votesOf(1) == 1 && roll.seats() == 2);
    }

    function test_doesNotStopLapseOrRevocation() public {
        _suspend(1, START + MAX_SUSPENSION);
        registry.revoke(1);
        uint64 end = registry.identity(2).validUntil;
        vm.warp(end - 1);
        _suspend(2, end + 10);
        vm.warp(end);
        registry.lapse(2);
        assert(registry.identity(1).status == 3 && registry.identity(2).status == 2 && roll.seats() == 0);
        bytes memory revoked = abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 1, 3);
        vm.expectRevert(revoked);
        registry.reinstate(1);
        vm.expectRevert(revoked);
        _suspend(1, end + 1);
    }

    function test_followsTheIdentityToItsNewAccount() public {
        _suspend(1, START + 30 days);
        _rekey(1, ANA, CHEN);
        _assertStanding(CHEN, 1, false);
        assert(registry.identity(1).suspendedUntil == START + 30 days && roll.seats() == 1);
        vm.warp(START + 30 days);
        registry.reinstate(1);
        _assertStanding(CHEN, 1, true);
        assert(roll.getVotes(CHEN) == 1 && roll.getVotes(ANA) == 0);
    }

    function test_suspendsInstitutionsWithoutTouchingTheRoll() public {
        _enrol(CHEN, INSTITUTION);
        _suspend(3, START + 10);
        assert(!registry.isActive(3) && roll.seats() == 2);
        vm.warp(START + 10);
        registry.reinstate(3);
        assert(registry.isActive(3) && roll.seats() == 2 && !roll.hasVoice(3));
    }
}
