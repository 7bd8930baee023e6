// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";

/// @notice M7: one act lapses all that a false attester signed since a date, and others heal what was honest.
contract IdentityDiscreditTest is IdentityTestBase {
    uint64 private constant FIVE = 0x1f;
    uint64 private constant OTHERS = 0x1e;

    function setUp() public override {
        super.setUp();
        _enrolBy(FOUR, ANA, PERSON);
        _enrolBy(FIVE, BAKO, PERSON);
        vm.warp(START + 100);
        _enrolBy(FOUR, CHEN, PERSON);
        _enrolBy(FOUR, DARA, INSTITUTION);
    }

    function test_lapsesEveryGateAtOnceWhereTooFewGoodSignersRemain() public {
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.AttesterDiscredited(address(scheme), 0, uint48(START), "invented people");
        registry.discredit(0, uint48(START), "invented people");
        _assertStanding(ANA, 1, false);
        _assertStanding(BAKO, 2, true);
        _assertStanding(CHEN, 3, false);
        _assertStanding(DARA, 4, false);
        assert(registry.identity(1).status == 2 && registry.identity(2).status == 1 && !registry.isActive(3));
        assert(registry.identityOf(ANA) == 1);
        assert(audit.act() == "discredit" && audit.caseOrActor() == START);
    }

    function test_leavesWhatWasSaidBefore() public {
        registry.discredit(0, uint48(START + 100), "since then");
        assert(registry.isActive(1) && registry.isActive(2) && !registry.isActive(3));
        registry.discredit(0, uint48(START + 1), "a little earlier");
        assert(registry.isActive(1));
        registry.discredit(0, uint48(START), "from the start");
        assert(!registry.isActive(1));
    }

    function test_anyoneTakesTheVoicesBackInOneGo() public {
        registry.discredit(0, uint48(START), "");
        assert(roll.seats() == 3);
        uint256[] memory ids = new uint256[](6);
        for (uint256 i = 0; i < 6; ++i) ids[i] = i;
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityLapsed(1);
        vm.expectEmit(address(registry));
        emit IIdentityRegistry.IdentityLapsed(3);
        vm.prank(STRANGER);
        assert(registry.lapse(ids) == 2);
        assert(roll.seats() == 1 && roll.hasVoice(2) && !roll.hasVoice(1) && !roll.hasVoice(3));
        assert(registry.lapse(ids) == 0 && roll.seats() == 1);
    }

    function test_goodAttestersHeal() public {
        registry.discredit(0, uint48(START), "");
        _lapse(1);
        uint64 end = registry.identity(1).validUntil;
        bytes memory again = _signedBy(FOUR, ANA, PERSON, _tag(ANA), end + 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementDiscredited.selector, 3, 4));
        registry.renew(1, again);
        // A stranger may bring it, and it need not end later than the one that fell.
        vm.prank(STRANGER);
        registry.renew(1, _signedBy(OTHERS, ANA, PERSON, _tag(ANA), end - 30 days));
        _assertStanding(ANA, 1, true);
        assert(roll.hasVoice(1) && roll.seats() == 3 && registry.identity(1).signers == OTHERS);
        _assertVoice(1, START + 100, _weekOf(end - 30 days));
        // The third one was never taken back and keeps its voice through the healing.
        registry.renew(3, _signedBy(OTHERS, CHEN, PERSON, _tag(CHEN), _year()));
        _assertVoice(3, START + 100, _weekOf(_year()));
        assert(roll.seats() == 3);
    }

    function test_whatADiscreditedAttesterSignsLaterDoesNotCount() public {
        registry.discredit(0, uint48(START), "");
        bytes memory evidence = _evidence(STRANGER, PERSON, _tag(STRANGER), _year());
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementDiscredited.selector, 3, 4));
        registry.enrol(STRANGER, PERSON, address(scheme), evidence);
        assert(_enrolBy(FIVE, STRANGER, PERSON) == 5);
        assert(registry.identity(5).signers == OTHERS && registry.isActive(5));
    }

    function test_isNeverTakenBackNorForTimesToCome() public {
        registry.discredit(0, uint48(START + 1), "");
        uint48[4] memory wrong = [uint48(0), uint48(START + 1), uint48(START + 2), uint48(START + 101)];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.DiscreditInvalid.selector, 0, wrong[i]));
            registry.discredit(0, wrong[i], "");
        }
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.DiscreditInvalid.selector, 64, START));
        registry.discredit(64, uint48(START), "");
    }

    /// A vote that discredits everyone would end the commons for good.
    function test_aQuorumInGoodStandingRemains() public {
        for (uint8 slot = 0; slot < 5; ++slot) registry.discredit(slot, uint48(START), "");
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.StatementDiscredited.selector, 3, 4));
        registry.discredit(5, uint48(START), "");
        registry.renew(1, _signedBy(0x1e0, ANA, PERSON, _tag(ANA), _year()));
        assert(registry.isActive(1) && !registry.isActive(2));
    }

    /// Any number of false signers: a statement holds exactly when the quorum is still there.
    function testFuzz_holdsWhileAQuorumOfItsSignersIsGood(uint64 signers, uint64 bad) public {
        signers &= 0x1ff;
        if (_count(signers) < 4) signers |= FOUR;
        uint256 id = _enrolBy(signers, STRANGER, PERSON);
        uint64 done = 0;
        for (uint8 slot = 0; slot < 9 && _count(done) < 5; ++slot) {
            if ((bad >> slot) & 1 == 0) continue;
            done |= uint64(1) << slot;
            registry.discredit(slot, uint48(block.timestamp), "");
        }
        bool holds = _count(signers & ~done) >= 4;
        assert(registry.isActive(id) == holds && _lapse(id) == (holds ? 0 : 1) && roll.hasVoice(id) == holds);
    }

    function _count(uint64 mask) private pure returns (uint256 bits) {
        for (; mask != 0; mask &= mask - 1) ++bits;
    }
}
