// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {VerifierPool} from "../../../contracts/work/VerifierPool.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {Verifiers} from "../../../contracts/work/Verifiers.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Who is drawn, and who chooses it: nobody.
contract SpotCheckDrawTest is WorkBase {
    using Verifiers for Verifiers.Pool;

    function setUp() public {
        _deploy(12);
    }

    function test_refusesSettingsThatMeanNothing() public {
        for (uint256 i = 0; i < 12; ++i) {
            ISpotCheck.Settings memory all = _checkSettings();
            if (i == 0) all.commitPeriod = 0;
            if (i == 1) all.revealPeriod = 0;
            if (i == 2) all.challengeWindow = 0;
            if (i == 3) all.panel = 0;
            if (i == 4) all.largePanel = 6;
            if (i == 5) all.largePanel = 61;
            if (i == 6) all.recheck = 10_001;
            if (i == 7) all.falseVerdict = 10_001;
            if (i == 8) all.strikes = 0;
            if (i == 9) all.strikePeriod = 0;
            if (i == 10) all.debitPeriod = 0;
            if (i == 11) (all.panel, all.largePanel) = (61, 61);
            vm.expectRevert(ISpotCheck.SpotCheckSettingsInvalid.selector);
            this.make(all);
        }
        ISpotCheck.Settings memory good = _check.settings();
        assert(good.panel == 7 && good.largePanel == 15 && good.challengeWindow == 10 days);
    }

    function test_onlyOwnersOfGroupsEnlistAndOnce() public {
        _operators.add(50, _account(50), 1);
        _reverts(abi.encodeWithSelector(VerifierPool.NotGroupOwner.selector, 50, bytes32(uint256(1))));
        this.enlistAs(_account(50));
        _reverts(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, address(0x77)));
        this.enlistAs(address(0x77));
        _reverts(abi.encodeWithSelector(Verifiers.EnlistingUnchanged.selector, 1));
        this.enlistAs(_account(1));
        vm.expectEmit(address(_check));
        emit Verifiers.Delisted(1);
        _delist(1);
        assert(_check.verifier(1).enlistedAt == 0 && _check.verifier(1).place == 1);
        _reverts(abi.encodeWithSelector(Verifiers.EnlistingUnchanged.selector, 1));
        this.delistAs(_account(1));
        vm.expectEmit(address(_check));
        emit Verifiers.Enlisted(1);
        _enlist(1);
        assert(_check.verifier(1).enlistedAt == block.timestamp && _check.verifier(1).place == 1);
    }

    function test_drawsByTheBeaconsValueAfterTheSeal() public {
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(1, 500);
        bytes32 key = _check.keyOfEpoch(1, epoch);
        assert(key == keccak256(abi.encode(uint256(1), epoch)));
        _reverts(abi.encodeWithSelector(ISpotCheck.SeedUnknown.selector, sealed_.sealedAt));
        _check.draw(1, epoch, sealed_);
        vm.warp((uint256(sealed_.sealedAt) / 1 days + 2) * 1 days);
        bytes32 value = _beacon.seedAfter(sealed_.sealedAt);
        bytes32 seed = keccak256(abi.encode(value, key));
        vm.expectEmit(address(_check));
        emit ISpotCheck.AuditDrawn(key, 1, epoch, false, seed);
        vm.prank(address(0x99));
        _check.draw(1, epoch, sealed_);
        ISpotCheck.Audit memory record = _check.audit(key);
        assert(record.seed == seed && record.operatorId == 1 && record.number == epoch && record.units == 500);
        assert(record.count == 10 && record.sealedAt == sealed_.sealedAt && record.openedAt == block.timestamp);
        assert(record.stage == ISpotCheck.Stage.FIRST && record.needed == 7 && _panel(key).length == 7);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, key));
        _check.draw(1, epoch, sealed_);
    }

    function test_drawsOnlyWhatAnActiveOperatorOfAnEnlistedGroupSealed() public {
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(1, 500);
        _waitForSeed();
        _reverts(abi.encodeWithSelector(ISpotCheck.NotSealed.selector, 1, epoch + 1));
        _check.draw(1, epoch + 1, sealed_);
        sealed_.units = 501;
        _reverts(abi.encodeWithSelector(ISpotCheck.NotSealed.selector, 1, epoch));
        _check.draw(1, epoch, sealed_);
        sealed_.units = 500;
        _operators.setActive(1, false);
        _reverts(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 1));
        _check.draw(1, epoch, sealed_);
        _operators.setActive(1, true);
        // Coming back for the day of the draw does not do: who earns verifies, all the time.
        _delist(1);
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupNotEnlisted.selector, 1, sealed_.sealedAt));
        _check.draw(1, epoch, sealed_);
        _enlist(1);
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupNotEnlisted.selector, 1, sealed_.sealedAt));
        _check.draw(1, epoch, sealed_);
    }

    function test_aMemberOfAGroupEarnsByItsOwnersListing() public {
        _operators.add(50, _account(50), 1);
        bytes32 key = _sealAndDraw(50, 500);
        assert(!_contains(_panel(key), 1) && !_contains(_panel(key), 50));
    }

    /// @dev W1: the audited chooses no verifier, and nobody sits twice or judges its own.
    function testFuzz_thePanelIsOfOthersEachOnce(bytes32 value, uint256 id) public {
        id = _bound(id, 1, 12);
        _beacon.choose(block.timestamp / 1 days + 1, value);
        uint256[] memory panel = _panel(_sealAndDraw(id, 500));
        assert(panel.length == 7);
        for (uint256 i = 0; i < 7; ++i) {
            assert(panel[i] != id && panel[i] >= 1 && panel[i] <= 12);
            for (uint256 j = 0; j < i; ++j) assert(panel[i] != panel[j]);
        }
    }

    function test_fewGroupsAllVerifyAndNoneCannot() public {
        for (uint256 id = 4; id <= 12; ++id) _delist(id);
        assert(_panel(_sealAndDraw(1, 500)).length == 2);
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(2, 500);
        _waitForSeed();
        _delist(1);
        _operators.setActive(3, false);
        _reverts(abi.encodeWithSelector(ISpotCheck.PanelEmpty.selector, _check.keyOfEpoch(2, epoch)));
        _check.draw(2, epoch, sealed_);
    }

    function test_twoMoreAreDrawnFromTwentyFiveGroups() public {
        for (uint256 id = 13; id <= 24; ++id) _register(id);
        vm.warp(block.timestamp + 1);
        assert(_panel(_sealAndDraw(1, 500)).length == 7);
        _register(25);
        vm.warp(block.timestamp + 1);
        assert(_panel(_sealAndDraw(1, 500)).length == 9);
    }

    function test_whoEnlistsOnceTheWorkIsSealedIsNotDrawn() public {
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(1, 500);
        for (uint256 id = 2; id <= 12; ++id) {
            if (id > 4) _delist(id);
        }
        vm.warp(block.timestamp + 1);
        for (uint256 id = 13; id <= 40; ++id) _register(id);
        _waitForSeed();
        _check.draw(1, epoch, sealed_);
        uint256[] memory panel = _panel(_check.keyOfEpoch(1, epoch));
        assert(panel.length == 3);
        for (uint256 i = 0; i < 3; ++i) assert(panel[i] >= 2 && panel[i] <= 4);
    }

    /// @dev Who knows the seed can only give its own seats away: all others keep theirs.
    function testFuzz_leavingThePoolShutsNobodyElseOut(bytes32 value, uint256 leavers) public {
        _beacon.choose(block.timestamp / 1 days + 1, value);
        uint256[] memory before = _panel(_sealAndDraw(1, 500));
        _deploy(12);
        _beacon.choose(block.timestamp / 1 days + 1, value);
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(1, 500);
        _waitForSeed();
        for (uint256 i = 0; i < 4; ++i) {
            if ((leavers >> i) & 1 == 1) _delist(before[i]);
        }
        _check.draw(1, epoch, sealed_);
        uint256[] memory panel = _panel(_check.keyOfEpoch(1, epoch));
        assert(panel.length == 7);
        for (uint256 i = 0; i < 7; ++i) assert((i < 4 && (leavers >> i) & 1 == 1) != _contains(panel, before[i]));
    }

    function test_onlyTheChamberVerifiesOnceItHasSevenEnlisted() public {
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 6; ++id) _sit(id);
        // Six sit: everybody is drawn, among them some who do not.
        uint256 outside = 0;
        for (uint256 n = 0; n < 6; ++n) {
            vm.warp(block.timestamp + 1 days);
            outside += _outside(_panel(_sealAndDraw(1, 500)));
        }
        assert(outside != 0);
        _sit(7);
        uint256[] memory panel = _panel(_sealAndDraw(1, 500));
        assert(panel.length == 6 && _outside(panel) == 0);
        panel = _panel(_sealAndDraw(9, 500));
        assert(panel.length == 7 && _outside(panel) == 0);
        _operators.setActive(7, false);
        assert(_panel(_sealAndDraw(1, 500)).length == 7);
    }

    function test_newcomersByTheHundredVerifyNothingWhileTheChamberSits() public {
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 7; ++id) _sit(id);
        vm.warp(block.timestamp + 1);
        for (uint256 id = 13; id <= 312; ++id) _register(id);
        vm.warp(block.timestamp + 1);
        for (uint256 n = 0; n < 6; ++n) {
            vm.warp(block.timestamp + 1 days);
            uint256[] memory panel = _panel(_sealAndDraw(13 + n, 500));
            assert(panel.length == 7 && _outside(panel) == 0);
        }
    }

    function test_aGroupThatCameLaterIsDrawnOnceItSatWhenItsOwnWorkWasAudited() public {
        vm.warp(block.timestamp + 90 days);
        for (uint256 id = 1; id <= 7; ++id) _sit(id);
        vm.warp(block.timestamp + 1);
        _register(13);
        assert(_check.verifier(13).place == 0);
        vm.warp(block.timestamp + 90 days);
        _sealAndDraw(13, 500);
        assert(_check.verifier(13).place == 0);
        bytes32[] memory entrants = new bytes32[](1);
        entrants[0] = bytes32(uint256(13));
        _ledger.credit(13, MINIMUM);
        _ledger.admit(entrants);
        vm.warp(block.timestamp + 1 days);
        _sealAndDraw(13, 500);
        assert(_check.verifier(13).place == 13);
        vm.warp(block.timestamp + 1 days);
        assert(_contains(_panel(_sealAndDraw(1, 500)), 13));
    }

    function test_everyGroupIsDrawnAboutAsOften() public {
        delete _drawn;
        for (uint256 id = 1; id <= 12; ++id) {
            _sample.set(id, true);
            _sample.addPlace(_ledger, id);
        }
        vm.warp(block.timestamp + 1);
        Verifiers.Draw memory all = Verifiers.Draw(
            IOperatorRegistry(address(_operators)),
            _ledger,
            0,
            uint48(block.timestamp - 1),
            99,
            3
        );
        for (uint256 n = 0; n < 800; ++n) {
            all.seed = keccak256(abi.encode(n));
            uint256[] memory panel = _sample.draw(all, new uint256[](0));
            for (uint256 i = 0; i < 3; ++i) ++_drawn[panel[i]];
        }
        // 200 each on average, a standard deviation of 12.
        for (uint256 id = 1; id <= 12; ++id) assert(_drawn[id] > 150 && _drawn[id] < 250);
    }

    Verifiers.Pool private _sample;
    uint256[13] private _drawn;

    function make(ISpotCheck.Settings memory all) external {
        _makeCheck(all);
    }

    function enlistAs(address account) external {
        vm.prank(account);
        _check.enlist();
    }

    function delistAs(address account) external {
        vm.prank(account);
        _check.delist();
    }

    function _register(uint256 id) private {
        _operators.add(id, _account(id), id);
        _enlist(id);
    }

    function _sit(uint256 id) private {
        _ledger.credit(id, MINIMUM);
        _ledger.enter(bytes32(id));
    }

    function _outside(uint256[] memory panel) private pure returns (uint256 count) {
        for (uint256 i = 0; i < panel.length; ++i) {
            if (panel[i] > 7) ++count;
        }
    }

    function _contains(uint256[] memory list, uint256 sought) private pure returns (bool) {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] == sought) return true;
        }
        return false;
    }
}
