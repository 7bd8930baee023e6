// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {VerifierPool} from "../../../contracts/work/VerifierPool.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice From the commitment to the decision, among twenty groups.
contract SpotCheckVerdictsTest is WorkBase {
    uint256 private constant ALL = type(uint256).max;

    function setUp() public {
        _deploy(20);
    }

    function test_phasesGoByTheClock() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256[] memory panel = _panel(key);
        (uint48 from, uint48 middle) = (uint48(block.timestamp), uint48(block.timestamp + 2 days));
        _reverts(abi.encodeWithSelector(ISpotCheck.PhaseClosed.selector, key, middle, middle + 1 days));
        this.revealAs(key, panel[0], 8, 0);
        _commit(key, panel[0], 8, 0);
        vm.warp(middle - 1);
        _commit(key, panel[1], 8, 0);
        vm.warp(middle);
        _reverts(abi.encodeWithSelector(ISpotCheck.PhaseClosed.selector, key, from, middle));
        this.commitAs(key, panel[2], "late commitment");
        _reveal(key, panel[0], 8, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.PhaseClosed.selector, key, middle + 1 days, type(uint48).max));
        _check.advance(key);
        vm.warp(middle + 1 days);
        _reverts(abi.encodeWithSelector(ISpotCheck.PhaseClosed.selector, key, middle, middle + 1 days));
        this.revealAs(key, panel[1], 8, 0);
        // The beacon has not spoken since the reveals ended.
        _reverts(abi.encodeWithSelector(ISpotCheck.SeedUnknown.selector, middle + 1 days));
        _check.advance(key);
    }

    function test_onlyTheDrawnSpeakAndOnlyWhatTheyCommittedTo() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256[] memory panel = _panel(key);
        uint256 stranger = _outside(panel);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotOnPanel.selector, key, stranger));
        this.commitAs(key, stranger, "some commitment");
        _reverts(abi.encodeWithSelector(ISpotCheck.NotOnPanel.selector, key, 1));
        this.commitAs(key, 1, "some commitment");
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(ISpotCheck.CommitmentEmpty.selector);
            this.commitAs(key, panel[0], bytes32(i));
        }
        _operators.setActive(panel[0], false);
        _reverts(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, panel[0]));
        this.commitAs(key, panel[0], "some commitment");
        _operators.setActive(panel[0], true);
        // A later commitment replaces the earlier; a copied one opens for its author only.
        _commit(key, panel[0], 8, 3);
        _commit(key, panel[0], 8, 0);
        bytes32 stolen = _commitment(panel[0], 8, 0);
        this.commitAs(key, panel[1], stolen);
        vm.warp(block.timestamp + 2 days);
        bytes32 own = _commitment(panel[1], 8, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitmentMismatch.selector, stolen, own));
        this.revealAs(key, panel[1], 8, 0);
        bytes32 other = _commitment(panel[0], 8, 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitmentMismatch.selector, stolen, other));
        this.revealAs(key, panel[0], 8, 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.VerdictImpossible.selector, 8, 9, 10));
        this.revealAs(key, panel[0], 8, 9);
        _reverts(abi.encodeWithSelector(ISpotCheck.VerdictImpossible.selector, 11, 0, 10));
        this.revealAs(key, panel[0], 11, 0);
        _reveal(key, panel[0], 8, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitmentMismatch.selector, bytes32(uint256(1)), stolen));
        this.revealAs(key, panel[0], 8, 0);
        (, ISpotCheck.Finding[] memory findings) = _check.seats(key);
        assert(findings[0] == ISpotCheck.Finding.CLEAN && findings[1] == ISpotCheck.Finding.NONE);
    }

    function test_unanimousIsCleanAndDecidedNow() public {
        bytes32 key = _sealAndDraw(1, 500);
        _speak(key, 0, 0, 0);
        _waitForSeed();
        vm.expectEmit(address(_check));
        emit ISpotCheck.AuditDecided(key, ISpotCheck.Stage.CLEAN);
        _check.advance(key);
        assert(_check.audit(key).decidedAt == block.timestamp);
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, key, ISpotCheck.Stage.CLEAN));
        _check.advance(key);
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, bytes32("none"), ISpotCheck.Stage.NONE));
        _check.advance("none");
    }

    /// @dev W3: a liar delays, pays, and shuts nothing.
    function test_oneFalseVerdictKillsNoEpoch() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256 liar = _panel(key)[2];
        _sayAndAdvance(key, 4, 0, 0);
        assert(_stage(key) == ISpotCheck.Stage.LARGE && _panel(key).length == 15 && _check.audit(key).needed == 12);
        uint256 place = _placeOf(key, liar);
        _sayAndAdvance(key, place < 15 ? 1 << place : 0, 0, 0);
        assert(_stage(key) == ISpotCheck.Stage.CLEAN);
        assert(_operators.slashed(liar) == (place < 15 ? 1_000 : 500));
        (uint256 slashedId, uint16 share, uint256 caseId) = _operators.lastSlash();
        assert(slashedId == liar && share == 500 && caseId == uint256(key));
        assert(_operators.slashes() == (place < 15 ? 2 : 1));
    }

    function testFuzz_aLargePanelNeedsFourFifths(uint256 faulty, uint256 mute) public {
        bytes32 key = _contest();
        faulty &= 0x7fff;
        mute &= ~faulty & 0x7fff;
        _sayAndAdvance(key, faulty, mute, 0);
        uint256 clean = 15 - _bits(faulty) - _bits(mute);
        bool passes = clean >= 12;
        assert((_stage(key) == ISpotCheck.Stage.CLEAN) == passes);
        assert((_stage(key) == ISpotCheck.Stage.REJECTED) == !passes);
        // The accuser of the first panel pays if it was wrong; in the large one those whom most contradict.
        uint256 expected = passes ? _bits(faulty) + 1 : 0;
        // One of eight receipts failed, so a clean look at others before was no lie.
        if (!passes && _bits(faulty) > clean) expected = clean;
        assert(_operators.slashes() == expected);
    }

    function test_whatIsRejectedIsNeverCredited() public {
        bytes32 key = _contest();
        _sayAndAdvance(key, 15, 0, 0);
        vm.warp(block.timestamp + 400 days);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, key, ISpotCheck.Stage.REJECTED));
        _check.settle(key);
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, key, ISpotCheck.Stage.REJECTED));
        _check.advance(key);
    }

    /// @dev Half-lies: honest verifiers of the first panel saw other receipts than the one that is false.
    function test_whoSawOtherReceiptsOfAHalfLieIsNoLiar() public {
        bytes32 key = _contest();
        (uint256[] memory first, ) = _check.seats(key);
        _sayAndAdvance(key, ALL, 0, 0);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED && _operators.slashes() == 0);
        assert(_operators.slashed(first[0]) == 0);
    }

    /// @dev All is invented: whoever called it clean looked at nothing.
    function test_whoCalledInventedWorkCleanPays() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256[] memory first = _panel(key);
        _sayAndAdvance(key, 1, 0, 0);
        uint256[] memory panel = _panel(key);
        for (uint256 i = 0; i < 15; ++i) _commit(key, panel[i], 8, i == 14 ? 0 : 8);
        vm.warp(block.timestamp + 2 days);
        for (uint256 i = 0; i < 15; ++i) _reveal(key, panel[i], 8, i == 14 ? 0 : 8);
        vm.warp(block.timestamp + 1 days);
        vm.expectEmit(address(_check));
        emit ISpotCheck.VerdictContradicted(key, first[1], ISpotCheck.Finding.CLEAN);
        _check.advance(key);
        assert(_operators.slashed(first[0]) == 0 && _operators.slashes() == 7);
        assert(_operators.slashed(first[6]) != 0 && _operators.slashed(panel[14]) != 0);
    }

    function test_theSilentAreReplacedOnceAndStruck() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256[] memory first = _panel(key);
        _speak(key, 0, 0, 3);
        _waitForSeed();
        vm.expectEmit(address(_check));
        emit VerifierPool.VerifierSilent(key, first[0], 0);
        _check.advance(key);
        assert(_stage(key) == ISpotCheck.Stage.REPLACED && _check.audit(key).needed == 7);
        uint256[] memory panel = _panel(key);
        assert(panel.length == 2);
        for (uint256 i = 0; i < 7; ++i) assert(panel[0] != first[i] && panel[1] != first[i]);
        // Who was replaced speaks no more.
        _reverts(abi.encodeWithSelector(ISpotCheck.NotOnPanel.selector, key, first[0]));
        this.commitAs(key, first[0], "too late for that");
        _sayClean(key);
        assert(_stage(key) == ISpotCheck.Stage.CLEAN && _check.audit(key).clean == 7);
        assert(_check.verifier(first[0]).silences == 1 && _check.verifier(first[2]).silences == 0);
    }

    function test_aSecondSilenceIsAContest() public {
        bytes32 key = _sealAndDraw(1, 500);
        _sayAndAdvance(key, 0, 0, 1);
        _sayAndAdvance(key, 0, 0, 1);
        assert(_stage(key) == ISpotCheck.Stage.LARGE);
        // There silence counts as no clean verdict, and nobody is replaced any more.
        _sayAndAdvance(key, 0, 0, 15);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED && _operators.slashes() == 0);
    }

    function test_whoCannotCheckSaysSoForNothing() public {
        bytes32 key = _sealAndDraw(1, 500);
        uint256[] memory first = _panel(key);
        _sayAndAdvance(key, 0, 1, 0);
        assert(_stage(key) == ISpotCheck.Stage.REPLACED && _panel(key).length == 1);
        assert(_check.verifier(first[0]).silences == 0);
        _sayAndAdvance(key, 0, 1, 0);
        assert(_stage(key) == ISpotCheck.Stage.LARGE);
        // An author that keeps its data back is not credited, and shuts no honest verifier out.
        _sayAndAdvance(key, 0, ALL, 0);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED && _operators.slashes() == 0);
        for (uint256 id = 1; id <= 20; ++id) {
            assert(_check.verifier(id).silences == 0 && _check.verifier(id).outUntil == 0);
        }
    }

    function test_threeSilencesInAMonthCostThePlaceForAMonth() public {
        for (uint256 id = 4; id <= 20; ++id) _delist(id);
        for (uint256 n = 1; n <= 3; ++n) {
            bytes32 key = _sealAndDraw(1, 500);
            uint256[] memory panel = _panel(key);
            assert(panel.length == 2);
            uint256 silent = panel[0] == 2 ? 1 : 2;
            _speak(key, 0, 0, silent);
            _waitForSeed();
            // The others have no replacement: the same two are asked again, and 2 is silent again in the last.
            if (n == 3) {
                vm.expectEmit(address(_check));
                emit VerifierPool.VerifierSilent(key, 2, uint48(block.timestamp + 30 days));
            }
            _check.advance(key);
            if (n < 3) _sayClean(key);
        }
        assert(_check.verifier(2).outUntil == block.timestamp + 30 days);
        uint256[] memory rest = _panel(_sealAndDraw(1, 600));
        assert(rest.length == 1 && rest[0] == 3);
        vm.warp(block.timestamp + 31 days);
        assert(_panel(_sealAndDraw(1, 600)).length == 2);
    }

    function test_silencesOfOldCostNothing() public {
        for (uint256 id = 4; id <= 20; ++id) _delist(id);
        for (uint256 n = 1; n <= 4; ++n) {
            bytes32 key = _sealAndDraw(1, 500);
            uint256 silent = _panel(key)[0] == 2 ? 1 : 2;
            _speak(key, 0, 0, silent);
            _waitForSeed();
            _check.advance(key);
            vm.warp(block.timestamp + 20 days);
            _delist(2);
            _enlist(2);
            vm.warp(block.timestamp + 1);
        }
        assert(_check.verifier(2).outUntil == 0);
    }

    /// @dev Among three groups both others must say clean, whatever else they say or do not say.
    function testFuzz_inATinyCommonsEverybodyElseMustSayClean(uint256 faulty, uint256 mute, uint256 silent) public {
        for (uint256 id = 4; id <= 20; ++id) _delist(id);
        bytes32 key = _sealAndDraw(1, 500);
        faulty &= 3;
        mute &= 3 & ~faulty;
        silent &= 3;
        bool unanimous = faulty == 0 && mute == 0 && silent == 0;
        _sayAndAdvance(key, faulty, mute, silent);
        assert((_stage(key) == ISpotCheck.Stage.CLEAN) == unanimous);
        if (unanimous) return;
        assert(_stage(key) == ISpotCheck.Stage.LARGE && _check.audit(key).needed == 2);
        _sayAndAdvance(key, faulty, mute, silent);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED);
    }

    /// @dev Bribing those who were drawn does not do: others may be drawn once they have spoken.
    function test_aLotOfCleanEpochsIsLookedAtAgain() public {
        _deployWith(20, 5_000);
        (uint256 again, uint256 clean) = (0, 0);
        for (uint256 n = 0; n < 12; ++n) {
            bytes32 key = _sealAndDraw(1, 500);
            _sayClean(key);
            if (_stage(key) == ISpotCheck.Stage.CLEAN) ++clean;
            if (_stage(key) != ISpotCheck.Stage.LARGE) continue;
            ++again;
            assert(_check.audit(key).clean == 0);
            _sayAndAdvance(key, 0xf, 0, 0);
            assert(_stage(key) == ISpotCheck.Stage.REJECTED);
        }
        assert(again + clean == 12 && again >= 2 && clean >= 2);
    }

    function test_aRegistryThatRefusesToSlashKeepsNoAuditOpen() public {
        bytes32 key = _contest();
        _operators.setRefusing(true);
        _sayAndAdvance(key, 0, 0, 0);
        assert(_stage(key) == ISpotCheck.Stage.CLEAN && _operators.slashes() == 0);
    }

    function test_aPoolThatIsGoneRejects() public {
        bytes32 key = _sealAndDraw(1, 500);
        _speak(key, 1, 0, 0);
        _waitForSeed();
        for (uint256 id = 2; id <= 20; ++id) _operators.setActive(id, false);
        _check.advance(key);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED);
    }

    function test_aSilentBeaconOnlyDelays() public {
        bytes32 key = _sealAndDraw(1, 500);
        _speak(key, 0, 0, 0);
        _beacon.setSilent(true);
        vm.warp(block.timestamp + 100 days);
        vm.expectRevert();
        _check.advance(key);
        _beacon.setSilent(false);
        _check.advance(key);
        assert(_stage(key) == ISpotCheck.Stage.CLEAN);
    }

    function commitAs(bytes32 key, uint256 verifier, bytes32 commitment) external {
        vm.prank(_account(verifier));
        _check.commit(key, commitment);
    }

    function revealAs(bytes32 key, uint256 verifier, uint32 checked, uint32 failed) external {
        vm.prank(_account(verifier));
        _check.reveal(key, checked, failed, bytes32("verdicts"), bytes32("salt"), "");
    }

    /// @dev An audit that the first seat contested by calling one of eight receipts false.
    function _contest() private returns (bytes32 key) {
        key = _sealAndDraw(1, 500);
        _sayAndAdvance(key, 1, 0, 0);
    }

    function _placeOf(bytes32 key, uint256 id) private view returns (uint256 place) {
        uint256[] memory panel = _panel(key);
        while (place < panel.length && panel[place] != id) ++place;
    }

    function _outside(uint256[] memory panel) private pure returns (uint256 id) {
        for (id = 2; id <= 20; ++id) {
            bool sits = false;
            for (uint256 i = 0; i < panel.length; ++i) {
                if (panel[i] == id) sits = true;
            }
            if (!sits) return id;
        }
    }

    function _bits(uint256 mask) private pure returns (uint256 count) {
        for (; mask != 0; mask >>= 1) count += mask & 1;
    }
}
