// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice From a clean decision to the credit, or to the void.
contract SpotCheckSettleTest is WorkBase {
    function setUp() public {
        _deploy(9);
    }

    function test_creditsOnceAfterTheWindow() public {
        bytes32 key = _sealAndDraw(1, 500);
        _sayClean(key);
        ISpotCheck.Audit memory record = _check.audit(key);
        vm.warp(uint256(record.decidedAt) + 10 days - 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.WindowOpen.selector, key, record.decidedAt + 10 days));
        _check.settle(key);
        vm.warp(uint256(record.decidedAt) + 10 days);
        vm.expectEmit(address(_check));
        emit ISpotCheck.EpochCredited(1, uint64(record.number), 500);
        vm.prank(address(0x99));
        _check.settle(key);
        assert(_ledger.unitsOf(1) == 500 && _stage(key) == ISpotCheck.Stage.SETTLED);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, key, ISpotCheck.Stage.SETTLED));
        _check.settle(key);
    }

    /// @dev H2: a ruling comes in time, however long its course.
    function test_nothingIsCreditedWhileTheCourtNamesTheOperator() public {
        bytes32 key = _sealAndDraw(1, 500);
        _sayClean(key);
        _court.name(1, true);
        vm.warp(block.timestamp + 94 days);
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkNamed.selector, 1));
        _check.settle(key);
        _court.name(1, false);
        _check.settle(key);
        assert(_ledger.unitsOf(1) == 500);
    }

    /// @dev H2: what was credited is taken back, as far as ninety days go.
    function test_aRulingVoidsWhatWaitsAndTakesBackWhatWasCreditedLately() public {
        _creditWork(1, 1_000);
        vm.warp(block.timestamp + 91 days);
        _creditWork(1, 300);
        _creditWork(2, 40);
        bytes32 waiting = _sealAndDraw(1, 500);
        _sayClean(waiting);
        vm.warp(block.timestamp + 10 days);
        vm.expectEmit(address(_check));
        emit ISpotCheck.WorkVoided(1, uint48(block.timestamp), 77);
        _check.voidWork(1, 77);
        assert(_ledger.unitsOf(1) == 1_000 && _ledger.unitsOf(2) == 40);
        uint48 sealedAt = _check.audit(waiting).sealedAt;
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 1, sealedAt, uint48(block.timestamp)));
        _check.settle(waiting);
        assert(_check.voidedThrough(1) == block.timestamp && _check.voidedThrough(2) == 0);
        // Later work is as good as anybody's.
        vm.warp(block.timestamp + 1 days);
        _creditWork(1, 20);
        assert(_ledger.unitsOf(1) == 1_020);
        // A second ruling takes nothing twice.
        _check.voidWork(1, 78);
        _check.voidWork(1, 79);
        assert(_ledger.unitsOf(1) == 1_000);
    }

    function test_onlyTheCourtVoids() public {
        _reverts(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0x99)));
        this.voidAs(address(0x99));
    }

    function test_aProvenFaultOfTheBookVoidsWhatWaits() public {
        uint64 epoch = _epoch();
        ReceiptBook.Seal memory sealed_ = _seal(1, 500);
        bytes32 other = keccak256("other");
        bytes32 typehash = keccak256("SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)");
        bytes32 structHash = keccak256(abi.encode(typehash, uint256(1), epoch, other));
        bytes memory signature = _sign(KEY, _domain("Tilth ReceiptBook", address(_book)), structHash);
        vm.warp(block.timestamp + 60);
        _book.proveEquivocation(1, epoch, sealed_, other, _account(1), signature);
        assert(_check.voidedThrough(1) == block.timestamp);
        uint48 through = uint48(block.timestamp);
        _waitForSeed();
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 1, sealed_.sealedAt, through));
        _check.draw(1, epoch, sealed_);
    }

    function test_whoLeavesTheListBeforeTheCreditEarnsNothing() public {
        bytes32 key = _sealAndDraw(1, 500);
        _sayClean(key);
        vm.warp(block.timestamp + 10 days);
        uint48 sealedAt = _check.audit(key).sealedAt;
        _delist(1);
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupNotEnlisted.selector, 1, sealedAt));
        _check.settle(key);
        _enlist(1);
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupNotEnlisted.selector, 1, sealedAt));
        _check.settle(key);
    }

    /// @dev Anybody may settle: who did so for many epochs at once would lose their operator what exceeds the ceiling.
    function test_anEpochIsCreditedWholeOrInTheNextOne() public {
        bytes32 first = _sealAndDraw(1, START);
        _sayClean(first);
        bytes32 second = _sealAndDraw(1, START / 2);
        _sayClean(second);
        vm.warp(block.timestamp + 10 days);
        _check.settle(first);
        _reverts(abi.encodeWithSelector(ISpotCheck.CreditRoomShort.selector, 1, 0, START / 2));
        _check.settle(second);
        vm.warp(block.timestamp + 1 days);
        _check.settle(second);
        assert(_ledger.unitsOf(1) == START + START / 2);
    }

    function test_whatExceedsTheCeilingIsNotCredited() public {
        _creditWork(1, type(uint64).max);
        assert(_ledger.unitsOf(1) == START);
    }

    function test_runsAreVerifiedAlikeAndCreditNoUnits() public {
        _models.end(5, 1);
        bytes32 key = _check.keyOfRun(5);
        uint48 closedAt = uint48(block.timestamp);
        _reverts(abi.encodeWithSelector(ISpotCheck.RunNotClosed.selector, 6));
        _check.drawRun(6);
        _reverts(abi.encodeWithSelector(ISpotCheck.SeedUnknown.selector, closedAt));
        _check.drawRun(5);
        _waitForSeed();
        _check.drawRun(5);
        ISpotCheck.Audit memory record = _check.audit(key);
        assert(record.isRun && record.number == 5 && record.operatorId == 1 && record.sealedAt == closedAt);
        assert(key != _check.keyOfEpoch(1, 5) && record.units == 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, key));
        _check.drawRun(5);
        _sayClean(key);
        assert(_stage(key) != ISpotCheck.Stage.SETTLED && !_models.verified(5));
        vm.warp(block.timestamp + 10 days);
        vm.expectEmit(address(_check));
        emit ISpotCheck.RunVerified(1, 5);
        _check.settle(key);
        assert(_stage(key) == ISpotCheck.Stage.SETTLED && _models.verified(5) && _ledger.unitsOf(1) == 0);
    }

    /// @dev It never stays open, and whoever is not heard of twice cannot be asked a third time: the policy takes another
    /// operator's run when the life of this one is over.
    function test_aRunWhosePanelsAreAllSilentIsRejectedAndDrawnNoMore() public {
        _models.end(5, 1);
        _waitForSeed();
        _check.drawRun(5);
        bytes32 key = _check.keyOfRun(5);
        _sayAndAdvance(key, 0, 0, type(uint256).max);
        assert(_stage(key) == ISpotCheck.Stage.LARGE);
        _sayAndAdvance(key, 0, 0, type(uint256).max);
        assert(_stage(key) == ISpotCheck.Stage.REJECTED);
        _reverts(abi.encodeWithSelector(ISpotCheck.AuditNotOpen.selector, key, ISpotCheck.Stage.REJECTED));
        _check.advance(key);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, key));
        _check.drawRun(5);
    }

    function test_aRunThatIsContestedOrVoidIsNeverVerified() public {
        _models.end(5, 1);
        _models.end(6, 2);
        _waitForSeed();
        _check.drawRun(5);
        _check.drawRun(6);
        bytes32 key = _check.keyOfRun(5);
        _speak(key, 1, 0, 0);
        _waitForSeed();
        _check.advance(key);
        assert(_panel(key).length == 8 && _check.audit(key).needed == 7);
        _sayAndAdvance(key, 3, 0, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, key, ISpotCheck.Stage.REJECTED));
        _check.settle(key);
        _check.voidWork(3, 1);
        _models.end(7, 3);
        vm.warp(block.timestamp + 1);
        _check.voidWork(3, 2);
        uint48 through = uint48(block.timestamp);
        _waitForSeed();
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 3, through - 1, through));
        _check.drawRun(7);
        assert(!_models.verified(5) && !_models.verified(7));
    }

    /// @dev W4: compute credits are the ledger's units, and nobody can show a leaf that says more.
    function test_creditsAreClaimedFromTheLedgerAlone() public {
        _creditWork(1, 500);
        _credits.claim(1);
        assert(_credits.lifetimeOf(1, 1) == 500 && _credits.balanceOf(_account(1), 1) == 500);
        vm.warp(block.timestamp + 1);
        _check.voidWork(1, 9);
        _credits.claim(1);
        assert(_credits.lifetimeOf(1, 1) == 0);
    }

    function voidAs(address caller) external {
        vm.prank(caller);
        _check.voidWork(1, 1);
    }
}
