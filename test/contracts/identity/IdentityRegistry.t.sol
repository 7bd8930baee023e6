// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

contract IdentityRegistryTest is IdentityTestBase {
    function test_startsEmptyWithItsSettings() public view {
        IIdentityRegistry.Settings memory fixedSettings = registry.settings();
        assert(keccak256(abi.encode(fixedSettings)) == keccak256(abi.encode(_settings())));
        assert(registry.count() == 0 && registry.anchor() == address(scheme));
        assert(registry.accountOf(0) == address(0) && registry.kindOf(0) == 0 && !registry.isActive(0));
        assert(registry.identity(1).account == address(0) && registry.identity(1).status == 0);
        _assertStanding(ANA, 0, false);
        _assertStanding(address(0), 0, false);
    }

    function test_enrolsAPersonAndSeatsAVoice() public {
        uint64 end = _year();
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.Enrolled(1, ANA, PERSON, address(scheme), end);
        vm.prank(STRANGER);
        assert(registry.enrol(ANA, PERSON, address(scheme), _evidence(ANA, PERSON, _tag(ANA), end)) == 1);

        _assertStanding(ANA, 1, true);
        assert(registry.identityOf(ANA) == 1 && registry.boundTo(ANA) == 1 && registry.accountOf(1) == ANA);
        assert(registry.isActive(1) && registry.kindOf(1) == PERSON && registry.count() == 1);
        assert(roll.hasVoice(1) && roll.votesOf(1) == 1 && roll.seats() == 1);
        _assertVoice(1, START, _weekOf(end));
        IIdentityRegistry.Identity memory record = registry.identity(1);
        assert(record.account == ANA && record.kind == PERSON && record.scheme == address(scheme));
        assert(record.validUntil == end && record.status == 1 && record.tag == _tag(ANA));
        assert(record.suspendedUntil == 0 && record.statedAt == START && record.signers == FOUR);
    }

    function test_enrolsAnInstitutionWithoutAVoice() public {
        assert(_enrol(ANA, INSTITUTION) == 1);
        assert(registry.isActive(1) && registry.kindOf(1) == INSTITUTION);
        assert(!roll.hasVoice(1) && roll.seats() == 0);
    }

    function test_numbersIdentitiesFromOneUpwards() public {
        assert(_enrol(ANA) == 1 && _enrol(BAKO, INSTITUTION) == 2 && _enrol(CHEN) == 3);
        assert(registry.count() == 3 && roll.seats() == 2);
    }

    function test_refusesUnknownKindsAndKindsNotVouchedFor() public {
        bytes memory evidence = _evidence(ANA, 3, _tag(ANA), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 3, 3));
        registry.enrol(ANA, 3, address(scheme), evidence);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 0, 0));
        registry.enrol(ANA, 0, address(scheme), evidence);
        evidence = _evidence(ANA, PERSON, _tag(ANA), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 2, 1));
        registry.enrol(ANA, INSTITUTION, address(scheme), evidence);
        assert(registry.count() == 0 && registry.boundTo(ANA) == 0);
    }

    function test_refusesASecondIdentityOfAnAccount() public {
        _enrol(ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, ANA, 1));
        registry.enrol(ANA, PERSON, address(scheme), _evidence(ANA, PERSON, "other tag", _year()));
    }

    function test_refusesASecondIdentityOfATag() public {
        _enrol(ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, _tag(ANA), 1));
        registry.enrol(BAKO, PERSON, address(scheme), _evidence(BAKO, PERSON, _tag(ANA), _year()));
        assert(registry.boundTo(BAKO) == 0 && registry.count() == 1 && roll.seats() == 1);
    }

    function test_refusesTheZeroAccount() public {
        vm.expectRevert(IIdentityRegistry.AccountMissing.selector);
        registry.enrol(address(0), PERSON, address(scheme), _evidence(address(0), PERSON, "tag", _year()));
    }

    function test_refusesEvidenceForAnotherAccount() public {
        bytes memory evidence = _evidence(BAKO, PERSON, _tag(BAKO), _year());
        vm.expectRevert(abi.encodeWithSelector(TrustingScheme.OtherAccount.selector, BAKO));
        registry.enrol(ANA, PERSON, address(scheme), evidence);
    }

    function test_refusesAStatementThatEndsNow() public {
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), START);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementEnded.selector, START));
        registry.enrol(ANA, PERSON, address(scheme), evidence);
        registry.enrol(ANA, PERSON, address(scheme), _evidence(ANA, PERSON, _tag(ANA), START + 1));
        assert(registry.isActive(1));
        vm.warp(START + 1);
        assert(!registry.isActive(1));
        _assertStanding(ANA, 1, false);
    }

    function test_letsNoStatementCountLongerThanTwoYears() public {
        registry.enrol(ANA, PERSON, address(scheme), _evidence(ANA, PERSON, _tag(ANA), type(uint64).max));
        assert(registry.identity(1).validUntil == START + 730 days);
        registry.enrol(BAKO, PERSON, address(scheme), _evidence(BAKO, PERSON, _tag(BAKO), START + 730 days - 1));
        assert(registry.identity(2).validUntil == START + 730 days - 1);
    }

    /// M8: what ends by time ends without anyone's transaction, at every gate and in every total.
    function test_expiryTakesStandingAndVoiceWithoutATransaction() public {
        _enrol(ANA);
        _enrol(BAKO);
        uint64 end = registry.identity(1).validUntil;
        vm.warp(_weekOf(end) - 1);
        assert(roll.hasVoice(1) && roll.seats() == 2);
        vm.warp(_weekOf(end));
        assert(!roll.hasVoice(1) && roll.votesOf(1) == 0 && roll.seats() == 0 && registry.isActive(1));
        vm.warp(end - 1);
        _assertStanding(ANA, 1, true);
        vm.warp(end);
        _assertStanding(ANA, 1, false);
        assert(!registry.isActive(1) && registry.identity(1).status == 2 && registry.identityOf(ANA) == 1);
        vm.warp(end + 370 days);
        assert(roll.seats() == 0 && roll.getPastTotalSupply(_weekOf(end) - 1) == 2 && roll.seatedAt(1, START));
        assert(_lapse(1) == 0);
    }

    function test_renewsALapsedIdentityWithItsVoice() public {
        _enrol(ANA);
        vm.warp(registry.identity(1).validUntil);
        uint64 end = _year();
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRenewed(1, end);
        vm.prank(STRANGER);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end));
        _assertStanding(ANA, 1, true);
        assert(registry.identity(1).status == 1 && registry.identity(1).validUntil == end && roll.votesOf(1) == 1);
        _assertVoice(1, block.timestamp, _weekOf(end));
    }

    /// The attack: false attesters renew everyone early, so that all lapse with them when they are found out.
    function test_strangersRenewNoStatementThatStillRunsLong() public {
        _enrol(ANA);
        uint64 end = registry.identity(1).validUntil;
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), end + 1);
        vm.warp(end - 90 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.RenewalEarly.selector, 1, end - 90 days));
        registry.renew(1, evidence);
        vm.warp(end - 90 days);
        registry.renew(1, evidence);
        vm.prank(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end + 200 days));
        assert(registry.identity(1).validUntil == end + 200 days);
    }

    function test_renewsAnActiveIdentityOnlyWithALaterStatementOfItsTag() public {
        _enrol(ANA);
        vm.startPrank(ANA);
        uint64 end = registry.identity(1).validUntil;
        bytes memory same = _evidence(ANA, PERSON, _tag(ANA), end);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.NotLater.selector, end, end));
        registry.renew(1, same);
        vm.expectRevert(
            abi.encodeWithSelector(IIdentityRegistry.TagMismatch.selector, _tag(ANA), bytes32("another tag"))
        );
        registry.renew(1, _evidence(ANA, PERSON, "another tag", end + 1));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 1, 2));
        registry.renew(1, _evidence(ANA, INSTITUTION, _tag(ANA), end + 1));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 2));
        registry.renew(2, same);
        assert(registry.identity(1).validUntil == end);

        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end + 1));
        assert(registry.identity(1).validUntil == end + 1 && roll.seats() == 1);
    }

    /// M6: no vote revokes. Only a proven double is revoked, the later one of two, and whoever it is stays.
    function test_revokesTheLaterOfTwoIdentitiesOfOneHumanOnly() public {
        _enrol(ANA);
        _enrol(BAKO);
        vm.expectRevert(abi.encodeWithSelector(TrustingScheme.NoDouble.selector, 1, 2));
        registry.revokeDouble(1, 2, abi.encode(1, 3));
        bytes memory invalid = abi.encodeWithSelector(IIdentityRegistry.DoubleInvalid.selector, 2, 1);
        vm.expectRevert(invalid);
        _revoke(2, 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.DoubleInvalid.selector, 1, 1));
        _revoke(1, 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 3));
        _revoke(1, 3);

        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRevoked(2, 1);
        vm.prank(STRANGER);
        _revoke(1, 2);
        _assertStanding(BAKO, 2, false);
        _assertStanding(ANA, 1, true);
        assert(!roll.hasVoice(2) && roll.hasVoice(1) && registry.identity(2).status == 3 && roll.seats() == 1);
        assert(audit.act() == "revokeDouble" && audit.subject() == bytes32(uint256(2)) && audit.caseOrActor() == 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 2, 3));
        _revoke(1, 2);
    }

    function test_aRevokedDoubleComesBackAsNobody() public {
        _enrol(ANA);
        _enrol(BAKO);
        _revoke(1, 2);
        bytes memory revoked = abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 2, 3);
        vm.warp(_year());
        bytes memory evidence = _evidence(BAKO, PERSON, _tag(BAKO), _year());
        vm.expectRevert(revoked);
        registry.renew(2, evidence);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AccountBound.selector, BAKO, 2));
        registry.enrol(BAKO, PERSON, address(scheme), _evidence(BAKO, PERSON, "another tag", _year()));
        evidence = _evidence(CHEN, PERSON, _tag(BAKO), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, _tag(BAKO), 2));
        registry.enrol(CHEN, PERSON, address(scheme), evidence);
        assert(_lapse(2) == 0);
    }

    function test_letsOnlyThoseWhomTheAuthorityNamesRule() public {
        _enrol(ANA);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER);
        vm.startPrank(STRANGER);
        vm.expectRevert(refusal);
        registry.suspend(1, uint64(START + 1), 7);
        vm.expectRevert(refusal);
        registry.discredit(0, uint48(START), "");
        vm.expectRevert(refusal);
        registry.setScheme(address(scheme));
        vm.stopPrank();
        assert(registry.isActive(1));
    }
}
