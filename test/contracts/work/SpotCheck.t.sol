// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IReceiptBook} from "../../../contracts/work/IReceiptBook.sol";
import {ISpotCheck} from "../../../contracts/work/ISpotCheck.sol";
import {SpotCheck} from "../../../contracts/work/SpotCheck.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice From the draw to the reveal.
contract SpotCheckTest is WorkBase {
    function setUp() public {
        _deploy();
    }

    function test_needsVerdictsAndAWindow() public {
        ISpotCheck.Settings memory none = ISpotCheck.Settings(0, 1);
        vm.expectRevert(ISpotCheck.SpotCheckSettingsInvalid.selector);
        this.make(none);
        vm.expectRevert(ISpotCheck.SpotCheckSettingsInvalid.selector);
        this.make(ISpotCheck.Settings(1, 0));
        this.make(ISpotCheck.Settings(1, 1));
        assert(_check.verdictsNeeded() == NEEDED);
        assert(_check.settings().verdictsNeeded == NEEDED && _check.settings().challengeWindow == CHALLENGE);
    }

    function test_drawsTheBlockAfterTheSealAndKeepsTheSeal() public {
        IReceiptBook.Seal memory sealed_ = _seal(1, 7, 500);
        vm.roll(5_010);
        vm.setBlockhash(5_001, "after the seal");
        bytes32 expected = keccak256(abi.encode(bytes32("after the seal"), uint256(1), uint64(7)));
        vm.expectEmit(address(_check));
        emit ISpotCheck.SeedDrawn(1, 7, expected);
        _check.draw(1, 7, sealed_);
        ISpotCheck.Audit memory record = _check.audit(1, 7);
        assert(record.seed == expected && _check.seed(1, 7) == expected);
        assert(record.count == 10 && record.units == 500 && record.sealBlock == 5_000);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyDrawn.selector, 1, 7));
        _check.draw(1, 7, sealed_);
    }

    function test_aDrawThatIsTooEarlyKeepsItsAim() public {
        IReceiptBook.Seal memory sealed_ = _seal(1, 7, 500);
        vm.expectEmit(address(_check));
        emit ISpotCheck.DrawScheduled(1, 7, 5_001, 5_000);
        _check.draw(1, 7, sealed_);
        vm.roll(5_001);
        vm.expectEmit(address(_check));
        emit ISpotCheck.DrawScheduled(1, 7, 5_001, 5_000);
        _check.draw(1, 7, sealed_);
        assert(_check.seed(1, 7) == 0);
        vm.roll(5_002);
        vm.setBlockhash(5_001, "h");
        _check.draw(1, 7, sealed_);
        assert(_check.seed(1, 7) == keccak256(abi.encode(bytes32("h"), uint256(1), uint64(7))));
    }

    function test_aDrawThatIsTooLateAimsAtABlockNobodyKnows() public {
        IReceiptBook.Seal memory sealed_ = _seal(1, 7, 500);
        vm.roll(5_258);
        vm.expectEmit(address(_check));
        emit ISpotCheck.DrawScheduled(1, 7, 5_259, 5_000);
        _check.draw(1, 7, sealed_);
        assert(_check.audit(1, 7).target == 5_259);
        vm.roll(5_260);
        vm.setBlockhash(5_259, "new");
        _check.draw(1, 7, sealed_);
        assert(_check.seed(1, 7) == keccak256(abi.encode(bytes32("new"), uint256(1), uint64(7))));
    }

    function test_drawsOnlyWhatWasSealed() public {
        IReceiptBook.Seal memory sealed_ = _seal(1, 7, 500);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotSealed.selector, 1, 8));
        _check.draw(1, 8, sealed_);
        sealed_.units = 501;
        _reverts(abi.encodeWithSelector(ISpotCheck.NotSealed.selector, 1, 7));
        _check.draw(1, 7, sealed_);
        assert(_check.audit(1, 7).sealBlock == 0);
    }

    function test_drawsOnlyForActiveOperators() public {
        IReceiptBook.Seal memory sealed_ = _seal(1, 7, 500);
        _operators.setActive(1, false);
        _reverts(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 1));
        _check.draw(1, 7, sealed_);
        assert(_check.audit(1, 7).sealBlock == 0);
        _operators.setActive(1, true);
        _check.draw(1, 7, sealed_);
    }

    function test_takesACommitment() public {
        _sealAndDraw(1, 7, 500);
        bytes32 commitment = _commitment(2, 3, 0);
        vm.expectEmit(address(_check));
        emit ISpotCheck.VerdictCommitted(1, 7, 2, commitment);
        vm.prank(_account(2));
        _check.commit(1, 7, commitment);
        assert(_check.audit(1, 7).commitments == 1);
        assert(_check.verdict(1, 7, 2).commitment == commitment && !_check.verdict(1, 7, 2).revealed);
    }

    function test_noCommitmentBeforeTheSeedNorAnEmptyOne() public {
        _seal(1, 7, 500);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotDrawn.selector, 1, 7));
        this.commitAs(1, 7, _account(2), "c");
        _sealAndDraw(1, 8, 500);
        vm.expectRevert(ISpotCheck.CommitmentEmpty.selector);
        this.commitAs(1, 8, _account(2), 0);
    }

    function test_nobodyVerifiesItselfOrItsGroup() public {
        _sealAndDraw(1, 7, 500);
        _reverts(abi.encodeWithSelector(ISpotCheck.SameGroup.selector, 1, 1));
        this.commitAs(1, 7, _account(1), "c");
        _reverts(abi.encodeWithSelector(ISpotCheck.SameGroup.selector, 1, 5));
        this.commitAs(1, 7, _account(5), "c");
    }

    function test_onlyActiveOperatorsVerify() public {
        _sealAndDraw(1, 7, 500);
        _operators.setActive(2, false);
        _reverts(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 2));
        this.commitAs(1, 7, _account(2), "c");
        _reverts(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, address(0x99)));
        this.commitAs(1, 7, address(0x99), "c");
    }

    function test_aGroupGivesOneVerdict() public {
        _sealAndDraw(2, 7, 500);
        _commit(2, 7, 1, 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupCommitted.selector, bytes32(uint256(1))));
        this.commitAs(2, 7, _account(5), "c");
        _reverts(abi.encodeWithSelector(ISpotCheck.GroupCommitted.selector, bytes32(uint256(1))));
        this.commitAs(2, 7, _account(1), "c");
        assert(_check.audit(2, 7).commitments == 1);
    }

    function test_commitmentsCloseWithTheFirstReveal() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 3, 0);
        assert(_check.audit(1, 7).revealedAt == block.timestamp);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitClosed.selector, 1, 7));
        this.commitAs(1, 7, _account(4), "c");
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitClosed.selector, 1, 7));
        this.commitAs(1, 7, _account(2), "c");
    }

    function test_aVerdictOverNothingClosesToo() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 0, 0);
        _commit(1, 7, 3, 3, 0);
        _reveal(1, 7, 2, 0, 0);
        assert(_check.audit(1, 7).clean == 0 && _check.audit(1, 7).faulty == 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitClosed.selector, 1, 7));
        this.commitAs(1, 7, _account(4), "c");
    }

    function test_noRevealBeforeEnoughCommitted() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.RevealTooEarly.selector, 1, 2));
        this.revealAs(1, 7, _account(2), 3, 0);
        assert(!_check.verdict(1, 7, 2).revealed);
    }

    function test_opensAVerdict() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 1);
        _commit(1, 7, 3, 3, 0);
        vm.expectEmit(address(_check));
        emit ISpotCheck.VerdictRevealed(1, 7, 2, 3, 1, bytes32("verdicts"), "ipfs://v");
        _reveal(1, 7, 2, 3, 1);
        ISpotCheck.Verdict memory verdict = _check.verdict(1, 7, 2);
        assert(verdict.checked == 3 && verdict.failed == 1);
        assert(verdict.verdictRoot == "verdicts" && verdict.revealed);
        assert(_check.audit(1, 7).faulty == 1 && _check.audit(1, 7).clean == 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.AlreadyRevealed.selector, 2));
        this.revealAs(1, 7, _account(2), 3, 1);
        assert(_check.audit(1, 7).faulty == 1);
    }

    function test_noRevealWithoutCommitment() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 0);
        _commit(1, 7, 3, 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotCommitted.selector, 4));
        this.revealAs(1, 7, _account(4), 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotCommitted.selector, 0));
        this.revealAs(1, 7, address(0x99), 3, 0);
        // Of another epoch and another operator neither.
        _sealAndDraw(1, 8, 500);
        _reverts(abi.encodeWithSelector(ISpotCheck.NotCommitted.selector, 2));
        this.revealAs(1, 8, _account(2), 3, 0);
    }

    function test_aChangedVerdictDoesNotOpen() public {
        _sealAndDraw(1, 7, 500);
        _commit(1, 7, 2, 3, 1);
        bytes32 committed = _commitment(2, 3, 1);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitmentMismatch.selector, committed, _commitment(2, 3, 0)));
        this.revealAs(1, 7, _account(2), 3, 0);
    }

    function test_aCopiedCommitmentOpensForItsAuthorOnly() public {
        _sealAndDraw(1, 7, 500);
        bytes32 stolen = _commitment(2, 3, 0);
        _commit(1, 7, 2, 3, 0);
        vm.prank(_account(3));
        _check.commit(1, 7, stolen);
        _reveal(1, 7, 2, 3, 0);
        _reverts(abi.encodeWithSelector(ISpotCheck.CommitmentMismatch.selector, stolen, _commitment(3, 3, 0)));
        this.revealAs(1, 7, _account(3), 3, 0);
    }

    function test_impossibleVerdictsDoNotOpen() public {
        _sealAndDraw(1, 7, 500);
        _reverts(abi.encodeWithSelector(ISpotCheck.VerdictImpossible.selector, 3, 4, 10));
        this.revealAs(1, 7, _account(2), 3, 4);
        _reverts(abi.encodeWithSelector(ISpotCheck.VerdictImpossible.selector, 11, 0, 10));
        this.revealAs(1, 7, _account(2), 11, 0);
        _commit(1, 7, 2, 10, 10);
        _commit(1, 7, 3, 10, 0);
        _reveal(1, 7, 2, 10, 10);
        _reveal(1, 7, 3, 10, 0);
    }

    function make(ISpotCheck.Settings memory all) external {
        new SpotCheck(address(_authority), IOperatorRegistry(address(_operators)), _book, _ledger, all);
    }

    function commitAs(uint256 id, uint64 epoch, address account, bytes32 commitment) external {
        vm.prank(account);
        _check.commit(id, epoch, commitment);
    }

    function revealAs(uint256 id, uint64 epoch, address account, uint32 checked, uint32 failed) external {
        vm.prank(account);
        _check.reveal(id, epoch, checked, failed, bytes32("verdicts"), bytes32("salt"), "");
    }
}
