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

    function test_oneSchemeAnchorsFromTheStart() public view {
        (address anchor, uint64 opensAt) = registry.anchor();
        assert(anchor == address(scheme) && opensAt == 0);
        assert(registry.roleOf(address(scheme)) == 2 && registry.isSchemeAllowed(address(scheme)));
        assert(registry.roleOf(_second) == 0 && !registry.isSchemeAllowed(_second));
    }

    function test_refusesUnknownRolesAndSchemesWithoutCode() public {
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeInvalid.selector, _second, 3));
        registry.setScheme(_second, 3);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeInvalid.selector, ANA, 1));
        registry.setScheme(ANA, 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeInvalid.selector, address(0), 2));
        registry.setScheme(address(0), 2);
    }

    function test_neverTwoSchemesAnchor() public {
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AnchorTaken.selector, address(scheme)));
        registry.setScheme(_second, 2);
        registry.setScheme(address(scheme), 2);
        registry.setScheme(address(scheme), 1);
        (address anchor, uint64 opensAt) = registry.anchor();
        assert(anchor == address(0) && opensAt == 0);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.SchemeSet(_second, 2);
        registry.setScheme(_second, 2);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AnchorTaken.selector, _second));
        registry.setScheme(address(scheme), 2);
        assert(registry.roleOf(_second) == 2 && registry.roleOf(address(scheme)) == 1);
    }

    function test_onlyTheAnchoringSchemeEnrols() public {
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), _year());
        bytes memory refusal = abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, _second);
        vm.expectRevert(refusal);
        registry.enrol(ANA, PERSON, _second, evidence);
        registry.setScheme(_second, 1);
        vm.expectRevert(refusal);
        registry.enrol(ANA, PERSON, _second, evidence);
        registry.setScheme(address(scheme), 0);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        _enrol(ANA);
    }

    function test_aSupportingSchemeRaisesAssuranceOnly() public {
        _enrol(ANA);
        bytes memory evidence = _evidence(ANA, PERSON, "second tag", _year() + 50);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, _second));
        registry.support(1, _second, evidence);
        registry.setScheme(_second, 1);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentitySupported(1, _second, 2);
        vm.prank(STRANGER);
        registry.support(1, _second, evidence);
        assert(registry.identity(1).assurance == 2 && registry.identity(1).validUntil == _year());
        assert(registry.identity(1).scheme == address(scheme) && roll.seats() == 1 && roll.votesOf(1) == 1);

        evidence = _evidence(ANA, PERSON, "third tag", _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AlreadySupported.selector, 1, _second));
        registry.support(1, _second, evidence);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        registry.support(1, address(scheme), evidence);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.IdentityUnknown.selector, 2));
        registry.support(2, _second, evidence);
        assert(registry.identity(1).assurance == 2);
    }

    function test_aSupportingTagServesOneIdentity() public {
        _enrol(ANA);
        _enrol(BAKO);
        registry.setScheme(_second, 1);
        registry.support(1, _second, _evidence(ANA, PERSON, "one human", _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, bytes32("one human"), 1));
        registry.support(2, _second, _evidence(BAKO, PERSON, "one human", _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.KindInvalid.selector, 1, 2));
        registry.support(2, _second, _evidence(BAKO, INSTITUTION, "another", _year()));
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementEnded.selector, START));
        registry.support(2, _second, _evidence(BAKO, PERSON, "another", START));
        assert(registry.identity(2).assurance == 1);
    }

    /// The attack: one human, two schemes, two accounts. The second scheme enrols only when the first one's word is over.
    function test_aHumanWithTwoSchemesHasOneVoiceAtATime() public {
        _enrol(BAKO);
        vm.warp(START + 1);
        _enrol(ANA);
        uint64 end = registry.identity(2).validUntil;
        _changeAnchor();
        (address anchor, uint64 opensAt) = registry.anchor();
        assert(anchor == _second && opensAt == end);
        vm.warp(end - 1);
        bytes memory evidence = _evidence(CHEN, PERSON, "ana elsewhere", _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.EnrolmentClosed.selector, end));
        registry.enrol(CHEN, PERSON, _second, evidence);
        assert(registry.isActive(2));
        vm.warp(end);
        assert(registry.enrol(CHEN, PERSON, _second, evidence) == 3);
        assert(!registry.isActive(2));
        evidence = _evidence(ANA, PERSON, "ana elsewhere", _year() + 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.TagUsed.selector, bytes32("ana elsewhere"), 3));
        registry.renew(2, evidence);
    }

    function test_theEnrolledComeOverByRenewal() public {
        _enrol(ANA);
        _changeAnchor();
        uint64 end = _year();
        bytes memory evidence = _evidence(ANA, PERSON, "ana elsewhere", end + 1);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityAnchored(1, _second);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityRenewed(1, end + 1);
        registry.renew(1, evidence);
        assert(registry.identity(1).scheme == _second && registry.identity(1).tag == "ana elsewhere");
        assert(roll.seats() == 1 && registry.count() == 1);
        // From here on the old tag is of no use, and coming over does not put off the opening.
        vm.expectRevert(
            abi.encodeWithSelector(IIdentityRegistry.TagMismatch.selector, bytes32("ana elsewhere"), _tag(ANA))
        );
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), end + 2));
        (, uint64 opensAt) = registry.anchor();
        assert(opensAt == end);
    }

    function test_renewalAlsoPutsOffTheOpening() public {
        _enrol(ANA);
        registry.renew(1, _evidence(ANA, PERSON, _tag(ANA), START + 700 days));
        _enrol(BAKO);
        _changeAnchor();
        (, uint64 opensAt) = registry.anchor();
        assert(opensAt == START + 700 days);
    }

    function test_withoutAnchorNobodyRenews() public {
        _enrol(ANA);
        registry.setScheme(address(scheme), 1);
        bytes memory evidence = _evidence(ANA, PERSON, _tag(ANA), _year() + 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.SchemeNotAllowed.selector, address(scheme)));
        registry.renew(1, evidence);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.AlreadySupported.selector, 1, address(scheme)));
        registry.support(1, address(scheme), evidence);
        registry.setScheme(address(scheme), 2);
        registry.renew(1, evidence);
        (, uint64 opensAt) = registry.anchor();
        assert(opensAt == 0);
    }

    function test_aSupportingTagCanComeToAnchorItsOwnIdentity() public {
        _enrol(ANA);
        registry.setScheme(_second, 1);
        registry.support(1, _second, _evidence(ANA, PERSON, "one human", _year()));
        _changeAnchor();
        registry.renew(1, _evidence(ANA, PERSON, "one human", _year() + 1));
        assert(registry.identity(1).scheme == _second && registry.identity(1).assurance == 2);
    }

    function test_aChangeBeforeAnyoneEnrolledOpensAtOnce() public {
        _changeAnchor();
        registry.enrol(ANA, PERSON, _second, _evidence(ANA, PERSON, _tag(ANA), _year()));
        assert(registry.isActive(1));
    }

    function _changeAnchor() private {
        registry.setScheme(address(scheme), 0);
        registry.setScheme(_second, 2);
    }
}
