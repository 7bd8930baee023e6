// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IReceiptBook} from "../../../contracts/work/IReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice From the settling verdict to the credit, with all that stops it.
contract SpotCheckSettleTest is WorkBase {
    function setUp() public {
        _deploy();
    }

    function test_creditsOnceAfterTheWindow() public {
        _sealAndDraw(1, 7, 500);
        _findClean(1, 7);
        uint48 until = uint48(block.timestamp) + CHALLENGE;
        assert(_check.audit(1, 7).decidedAt == block.timestamp);
        vm.warp(until - 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.WindowOpen.selector, 1, 7, until));
        _check.settle(1, 7);
        vm.warp(until);
        vm.expectEmit(address(_ledger));
        emit IWorkLedger.WorkCredited(1, 500);
        vm.expectEmit(address(_check));
        emit ISpotCheck.EpochCredited(1, 7, 500);
        _check.settle(1, 7);
        assert(_ledger.unitsOf(1) == 500 && _check.audit(1, 7).credited);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyCredited.selector, 1, 7));
        _check.settle(1, 7);
        assert(_ledger.unitsOf(1) == 500);
    }

    function test_revealsCreditNothing() public {
        _sealAndDraw(1, 7, 500);
        _findClean(1, 7);
        assert(_ledger.unitsOf(1) == 0);
    }

    function test_creditsNothingUnfound() public {
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, 0, 0, NEEDED));
        _check.settle(1, 7);
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 3, 0);
        vm.warp(block.timestamp + CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, 1, 0, NEEDED));
        _check.settle(1, 7);
    }

    function test_aLateFaultOfATieStopsTheWindow() public {
        _operators.add(6, address(0x1006), bytes32(uint256(6)));
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _commit(1, 7, 4, 3, 1);
        _commit(1, 7, 6, 3, 1);
        _reveal(1, 7, 2, 3, 0);
        _reveal(1, 7, 3, 3, 0);
        _reveal(1, 7, 4, 3, 1);
        assert(_check.audit(1, 7).decidedAt == block.timestamp);
        _reveal(1, 7, 6, 3, 1);
        assert(_check.audit(1, 7).decidedAt == 0);
        vm.warp(block.timestamp + CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotFoundClean.selector, 2, 2, NEEDED));
        _check.settle(1, 7);
    }

    function test_theWindowRunsFromTheSettlingVerdict() public {
        _operators.add(6, address(0x1006), bytes32(uint256(6)));
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _commit(1, 7, 4, 3, 1);
        _commit(1, 7, 6, 3, 0);
        _reveal(1, 7, 4, 3, 1);
        _reveal(1, 7, 2, 3, 0);
        vm.warp(block.timestamp + 10);
        _reveal(1, 7, 3, 3, 0);
        uint48 decided = uint48(block.timestamp);
        vm.warp(block.timestamp + 10);
        _reveal(1, 7, 6, 3, 0);
        assert(_check.audit(1, 7).decidedAt == decided);
        vm.warp(decided + CHALLENGE);
        _check.settle(1, 7);
    }

    function test_aRulingVoidsWhatWasSealedSoFar() public {
        _sealAndDraw(1, 7, 500);
        _findClean(1, 7);
        uint64 sealBlock = _check.audit(1, 7).sealBlock;
        vm.roll(sealBlock + 5);
        uint64 voidBlock = uint64(block.number);
        vm.expectEmit(address(_check));
        emit ISpotCheck.WorkVoided(1, voidBlock, 42);
        _check.voidWork(1, 42);
        assert(_check.voidedThrough(1) == voidBlock && _check.voidedThrough(2) == 0);
        vm.warp(block.timestamp + CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 1, sealBlock, voidBlock));
        _check.settle(1, 7);
        // What is sealed in the block of the ruling is void, what comes later is not.
        _sealAndDraw(1, 8, 500);
        _findClean(1, 8);
        vm.roll(voidBlock + 1);
        _creditWork(1, 9, 700);
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 1, voidBlock, voidBlock));
        _check.settle(1, 8);
        assert(_ledger.unitsOf(1) == 700);
    }

    function test_othersWorkStandsUntouchedByARuling() public {
        _check.voidWork(2, 42);
        _creditWork(1, 7, 500);
        assert(_ledger.unitsOf(1) == 500);
    }

    function test_onlyTheCourtVoids() public {
        address stranger = address(0x99);
        vm.prank(stranger);
        _reverts(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, stranger));
        _check.voidWork(1, 42);
        assert(_check.voidedThrough(1) == 0);
    }

    function test_equivocationVoidsLikeARuling() public {
        IReceiptBook.Seal memory sealed_ = _sealAndDraw(1, 7, 500);
        _findClean(1, 7);
        bytes32 typehash = keccak256("SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root)");
        bytes32 structHash = keccak256(abi.encode(typehash, uint256(1), uint64(7), bytes32("other")));
        bytes memory signature = _sign(KEY, _domain("Tilth ReceiptBook", address(_book)), structHash);
        _book.proveEquivocation(1, 7, sealed_, "other", _account(1), signature);
        uint64 fault = uint64(block.number);
        vm.warp(block.timestamp + CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.WorkVoid.selector, 1, sealed_.blockNumber, fault));
        _check.settle(1, 7);
        vm.roll(fault + 9);
        _check.voidWork(1, 1);
        assert(_check.voidedThrough(1) == fault + 9);
    }

    function test_creditsNoMoreThanAnEpochsCeilingAndLosesNothingToHaste() public {
        vm.warp(1_000_000);
        _sealAndDraw(1, 7, CEILING - 100);
        _findClean(1, 7);
        _sealAndDraw(1, 8, 200);
        _findClean(1, 8);
        vm.warp(1_000_000 + EPOCH);
        _check.settle(1, 7);
        _reverts(abi.encodeWithSelector(ISpotCheck.CreditRoomShort.selector, 1, 100, 200));
        _check.settle(1, 8);
        assert(_ledger.unitsOf(1) == CEILING - 100);
        vm.warp(1_000_000 + 2 * EPOCH);
        _check.settle(1, 8);
        assert(_ledger.unitsOf(1) == CEILING + 100);
    }

    function test_aClaimAboveTheCeilingIsCutToIt() public {
        _creditWork(1, 7, CEILING + 1);
        assert(_ledger.unitsOf(1) == CEILING);
    }

    function test_silentVerifiersStallAnAuditForOneWindowOnly() public {
        IReceiptBook.Seal memory sealed_ = _sealAndDraw(1, 7, 500);
        bytes32 first = _check.seed(1, 7);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 3, 0);
        vm.warp(block.timestamp + CHALLENGE - 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, 1, 7));
        _check.draw(1, 7, sealed_);
        vm.warp(block.timestamp + 1);
        uint64 target = uint64(block.number) + 1;
        vm.expectEmit(address(_check));
        emit ISpotCheck.DrawScheduled(1, 7, target, sealed_.blockNumber);
        _check.draw(1, 7, sealed_);
        assert(_check.seed(1, 7) == 0 && _check.audit(1, 7).clean == 0 && _check.audit(1, 7).commitments == 0);
        vm.roll(target + 1);
        vm.setBlockhash(target, "again");
        _check.draw(1, 7, sealed_);
        assert(_check.seed(1, 7) != first);
        // The silent group stays out; its old commitment opens nothing, and the one that spoke may speak again.
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupCommitted.selector, bytes32(uint256(3))));
        this.commitAgain(3);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 4, 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotCommitted.selector, 3));
        this.revealAgain(3);
        _reveal(1, 7, 2, 3, 0);
        _reveal(1, 7, 4, 3, 0);
        vm.warp(block.timestamp + CHALLENGE);
        _check.settle(1, 7);
        assert(_ledger.unitsOf(1) == 500);
    }

    function test_aFoundFaultIsNeverDrawnAnew() public {
        IReceiptBook.Seal memory sealed_ = _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 1);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 3, 1);
        vm.warp(block.timestamp + 10 * CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, 1, 7));
        _check.draw(1, 7, sealed_);
    }

    function test_aCleanOrUnopenedAuditIsNeverDrawnAnew() public {
        IReceiptBook.Seal memory sealed_ = _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        vm.warp(block.timestamp + 10 * CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, 1, 7));
        _check.draw(1, 7, sealed_);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 3, 0);
        _reveal(1, 7, 3, 3, 0);
        vm.warp(block.timestamp + 10 * CHALLENGE);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, 1, 7));
        _check.draw(1, 7, sealed_);
    }

    function test_theSeedOfWorkIsTheOperatorsOwn() public {
        IReceiptBook.Seal memory first = _seal(1, 7, 500);
        IReceiptBook.Seal memory second = _seal(2, 7, 500);
        vm.roll(block.number + 2);
        vm.setBlockhash(block.number - 1, "one hash");
        _check.draw(1, 7, first);
        _check.draw(2, 7, second);
        assert(_check.seed(1, 7) != _check.seed(2, 7));
    }

    function commitAgain(uint256 id) external {
        vm.prank(_operators.accountOf(id));
        _check.commit(1, 7, "again");
    }

    function revealAgain(uint256 id) external {
        vm.prank(_operators.accountOf(id));
        _check.reveal(1, 7, 3, 0, bytes32("verdicts"), bytes32("salt"), "");
    }
}
