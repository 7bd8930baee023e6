// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IdentityTestBase} from "./IdentityTestBase.sol";

/// @notice M7: how fast a few false attesters can seat inventions, with the numbers that ship.
contract IdentityAdmissionTest is IdentityTestBase {
    uint64 private constant SIX = 0x3f;
    uint160 private _next = 0x5000;

    function setUp() public override {
        super.setUp();
        _enrolCrowd(30);
    }

    function _settings() internal pure override returns (IIdentityRegistry.Settings memory) {
        return IIdentityRegistry.Settings(20, TERM, REKEY_DELAY, MAX_SUSPENSION, PROBATION, 30, 1_000, 1_000, 3);
    }

    function test_foundersHaveTheirVoicesAtOnceAndLaterPersonsAfterProbation() public {
        assert(roll.seats() == 30 && roll.hasVoice(30));
        uint256 id = _invent(FOUR);
        uint256 begins = START + 9 * WEEK;
        _assertVoice(id, begins, _weekOf(_year()));
        // Everything that no voice decides is open from the first day.
        assert(registry.isActive(id) && !roll.hasVoice(id) && roll.votesOf(id) == 0 && roll.seats() == 30);
        vm.warp(begins - 1);
        assert(!roll.hasVoice(id) && roll.seats() == 30);
        vm.warp(begins);
        assert(roll.hasVoice(id) && roll.votesOf(id) == 1 && roll.seats() == 31);
    }

    function test_neitherRenewalNorSuspensionShortensProbation() public {
        uint256 id = _invent(FOUR);
        address account = registry.accountOf(id);
        vm.prank(account);
        registry.renew(id, _evidence(account, PERSON, _tag(account), _year() + 1));
        _suspend(id, START + 1);
        vm.warp(START + 9 * WEEK - 1);
        assert(!roll.hasVoice(id));
        vm.warp(START + 9 * WEEK);
        assert(roll.hasVoice(id));
    }

    function test_aWeekSeatsATenthAtMost() public {
        for (uint256 i = 0; i < 3; ++i) _invent(SIX);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.WeekFull.selector, 3));
        _invent(SIX);
        vm.warp(START + WEEK - 1);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.WeekFull.selector, 3));
        _invent(SIX);
        vm.warp(START + WEEK);
        _invent(SIX);
        assert(registry.count() == 34);
    }

    function test_anEmptyCommonsStillGrowsByOneAWeek() public {
        vm.warp(START + 730 days);
        assert(roll.seats() == 0);
        _invent(SIX);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.WeekFull.selector, 1));
        _invent(SIX);
    }

    function test_anAttesterSignsATenthAQuarterUnlessManySign() public {
        for (uint256 i = 0; i < 3; ++i) _invent(FOUR);
        vm.warp(START + WEEK);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.QuotaSpent.selector, 3, 3));
        _invent(0x78);
        _invent(0xf0);
        _invent(SIX);
        vm.warp((START / 90 days + 1) * 90 days);
        _invent(0x78);
        assert(registry.count() == 36);
    }

    /// With five attesters or fewer only all of them are outside the quota.
    function test_amongFewOnlyAllAreMany() public {
        scheme.list(0x1f);
        for (uint256 i = 0; i < 3; ++i) _invent(FOUR);
        vm.warp(START + WEEK);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.QuotaSpent.selector, 0, 3));
        _invent(FOUR);
        _invent(0x1f);
    }

    /// The attack of M7: a quorum of four colludes and nobody looks for a year. It seated 61 beside 30 in 170 seconds.
    function test_aColludingQuorumIsAThirdAfterAYearNotAMajorityInAnHour() public {
        for (uint256 day = 0; day < 365; ++day) {
            vm.warp(START + day * 1 days);
            for (uint256 i = 0; i < 4; ++i) _tryToInvent();
        }
        uint256 inventions = registry.count() - 30;
        assert(inventions >= 12 && inventions <= 20);
        assert((roll.seats() - 30) * 5 <= roll.seats() * 2);
    }

    /// Institutions have no voice, and yet a swarm of them could crowd out groups: same rate, counted apart.
    function test_institutionsAreCountedApartAndLimitedAlike() public {
        for (uint160 i = 0; i < 30; ++i) _enrol(address(0x9000 + i), INSTITUTION);
        for (uint160 i = 0; i < 3; ++i) _enrolBy(SIX, address(0x9100 + i), INSTITUTION);
        vm.expectRevert(abi.encodeWithSelector(IIdentityRegistry.WeekFull.selector, 3));
        _enrolBy(SIX, address(0x9200), INSTITUTION);
        _invent(SIX);
        assert(roll.seats() == 30);
    }

    function _invent(uint64 signers) private returns (uint256) {
        return _enrolBy(signers, address(++_next), PERSON);
    }

    function _tryToInvent() private {
        address account = address(++_next);
        bytes memory evidence = _evidence(account, PERSON, _tag(account), block.timestamp + 730 days);
        // What it costs to ask again each day is nothing.
        try registry.enrol(account, PERSON, address(scheme), evidence) {} catch {
            --_next;
        }
    }
}
