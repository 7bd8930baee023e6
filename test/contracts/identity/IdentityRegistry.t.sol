// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ICourtBound} from "../../../contracts/identity/ICourtBound.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

contract IdentityRegistryTest is IdentityTestBase {
    function test_startsEmptyWithItsSettings() public view {
        IIdentityRegistry.Settings memory fixedSettings = registry.settings();
        assert(fixedSettings.delegateCap == 3 && fixedSettings.delegationTerm == TERM);
        assert(fixedSettings.rekeyDelay == REKEY_DELAY && fixedSettings.maxSuspension == MAX_SUSPENSION);
        assert(registry.count() == 0 && registry.court() == court);
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
        IIdentityRegistry.Identity memory record = registry.identity(1);
        assert(record.account == ANA && record.kind == PERSON && record.scheme == address(scheme));
        assert(record.validUntil == end && record.status == 1 && record.tag == _tag(ANA));
        assert(record.suspendedUntil == 0 && record.assurance == 1);
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

    function test_lapsesWhenTheStatementEnded() public {
        _enrol(ANA);
        uint64 end = registry.identity(1).validUntil;
        vm.warp(end - 1);
        assert(registry.isActive(1));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StillValid.selector, 1, end));
        registry.lapse(1);

        vm.warp(end);
        assert(!registry.isActive(1) && roll.hasVoice(1));
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityLapsed(1);
        vm.prank(STRANGER);
        registry.lapse(1);
        assert(!roll.hasVoice(1) && roll.seats() == 0 && registry.identity(1).status == 2);
        _assertStanding(ANA, 1, false);
        assert(registry.identityOf(ANA) == 1);

        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 1, 2));
        registry.lapse(1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 2, 0));
        registry.lapse(2);
    }

    function test_renewsALapsedIdentityWithItsVoice() public {
        _enrol(ANA);
        vm.warp(registry.identity(1).validUntil);
        registry.lapse(1);
        uint64 end = _year();
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRenewed(1, end);
        vm.prank(STRANGER);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end));
        _assertStanding(ANA, 1, true);
        assert(registry.identity(1).status == 1 && registry.identity(1).validUntil == end && roll.votesOf(1) == 1);
    }

    function test_renewsAnActiveIdentityOnlyWithALaterStatementOfItsTag() public {
        _enrol(ANA);
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

    function test_revokesForGood() public {
        _enrol(ANA);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRevoked(1);
        registry.revoke(1);
        _assertStanding(ANA, 1, false);
        assert(!registry.isActive(1) && !roll.hasVoice(1) && registry.identity(1).status == 3);

        bytes memory revoked = abi.encodeWithSelector(IIdentityRegistry.IdentityStatusInvalid.selector, 1, 3);
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), _year() + 1);
        vm.expectRevert(revoked);
        registry.renew(1, evidence);
        vm.expectRevert(revoked);
        registry.revoke(1);
        vm.warp(_year());
        vm.expectRevert(revoked);
        registry.lapse(1);
        evidence = _evidence(BAKO, PERSON, _tag(ANA), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, _tag(ANA), 1));
        registry.enrol(BAKO, PERSON, address(scheme), evidence);
    }

    function test_revokesLapsedPersonsAndInstitutions() public {
        _enrol(ANA);
        _enrol(BAKO, INSTITUTION);
        vm.warp(_year());
        registry.lapse(1);
        registry.revoke(1);
        registry.revoke(2);
        assert(registry.identity(1).status == 3 && registry.identity(2).status == 3);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 3));
        registry.revoke(3);
    }

    function test_letsOnlyTheTimelockRevokeAndSetSchemes() public {
        _enrol(ANA);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, STRANGER);
        vm.startPrank(STRANGER);
        vm.expectRevert(refusal);
        registry.revoke(1);
        vm.expectRevert(refusal);
        registry.setScheme(address(scheme), 0);
        vm.stopPrank();
        assert(registry.isActive(1));
    }

    function test_namesTheCourtOnceAndByTheDeployerOnly() public {
        vm.expectRevert(abi.encodeWithSelector(ICourtBound.CourtFrozen.selector, court));
        registry.bindCourt(address(this));
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(ICourtBound.NotDeployer.selector, STRANGER));
        registry.bindCourt(address(this));
        assert(registry.court() == court);
    }
}
