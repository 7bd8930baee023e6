// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";
import {TrustingScheme} from "./TrustingScheme.sol";

contract IdentitySchemesTest is IdentityTestBase {
    address private _second;

    function setUp() public override {
        super.setUp();
        _second = address(new TrustingScheme());
    }

    function test_refusesSchemesWithoutCode() public {
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeInvalid.selector, ANA));
        registry.setScheme(ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeInvalid.selector, address(0)));
        registry.setScheme(address(0));
        assert(registry.anchor() == address(scheme));
    }

    function test_onlyTheAnchoringSchemeEnrols() public {
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, _second));
        registry.enrol(ANA, PERSON, _second, evidence);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.SchemeSet(_second);
        registry.setScheme(_second);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        registry.enrol(ANA, PERSON, address(scheme), evidence);
        registry.enrol(ANA, PERSON, _second, evidence);
        assert(registry.isActive(1) && registry.identity(1).scheme == _second);
    }

    /// M7: attesters can be replaced as a whole on one day; enrolment never closes.
    function test_aNewAnchorEnrolsAtOnceWhileOldStatementsRun() public {
        _enrol(ANA);
        registry.setScheme(_second);
        registry.enrol(BAKO, PERSON, _second, _evidence(BAKO, PERSON, _tag(BAKO), _year()));
        assert(registry.isActive(1) && registry.isActive(2) && roll.seats() == 2);
    }

    /// The attack: one human, two schemes, two accounts. Whoever came twice is a double, and the later one goes.
    function test_aHumanOfTwoSchemesIsOneAgain() public {
        _enrol(ANA);
        registry.setScheme(_second);
        registry.enrol(CHEN, PERSON, _second, _evidence(CHEN, PERSON, "ana elsewhere", _year()));
        vm.prank(ANA);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, bytes32("ana elsewhere"), 2));
        registry.renew(1, _evidence(ANA, PERSON, "ana elsewhere", _year() + 1));
        _revoke(1, 2);
        assert(registry.isActive(1) && !registry.isActive(2) && roll.seats() == 1);
    }

    function test_theEnrolledComeOverByRenewal() public {
        _enrol(ANA);
        registry.setScheme(_second);
        uint64 end = _year();
        bytes memory evidence = _evidence(ANA, PERSON, "ana elsewhere", end + 1);
        vm.startPrank(ANA);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityAnchored(1, _second);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRenewed(1, end + 1);
        registry.renew(1, evidence);
        assert(registry.identity(1).scheme == _second && registry.identity(1).tag == "ana elsewhere");
        assert(roll.seats() == 1 && registry.count() == 1);
        // From here on the old tag is of no use.
        vm.expectRevert(
            abi.encodeWithSelector(IIdentityRegistry.TagMismatch.selector, bytes32("ana elsewhere"), _tag(ANA))
        );
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end + 2));
    }

    /// Slots are numbers of one scheme: who is discredited in the old one says nothing about the new one.
    function test_slotsOfTwoSchemesAreDifferentAttesters() public {
        _enrol(ANA);
        registry.discredit(0, uint48(START), "false statements");
        registry.setScheme(_second);
        registry.enrol(BAKO, PERSON, _second, _evidence(BAKO, PERSON, _tag(BAKO), _year()));
        assert(!registry.isActive(1) && registry.isActive(2));
    }
}
