// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IReceiptBook} from "../../../contracts/work/IReceiptBook.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice A tree of three receipts A, B, C: the root over C and the pair of A and B.
contract ReceiptOpeningTest is WorkBase {
    bytes32 private constant A = keccak256("a");
    bytes32 private constant B = keccak256("b");
    bytes32 private constant C = keccak256("c");
    bytes32 private _inner;
    bytes32 private _root;
    IReceiptBook.Seal private _sealed;

    function setUp() public {
        _deploy();
        _inner = _pair(A, B);
        _root = _pair(_inner, C);
        _sealed = _sealRoot(1, 7, _root, 3, 500);
    }

    function test_opensReceiptsAtBothDepths() public {
        vm.expectEmit(address(_book));
        emit IReceiptBook.ReceiptOpened(1, 7, C);
        _book.open(1, 7, _sealed, C, _path(_inner));
        _book.open(1, 7, _sealed, A, _longPath(B, C));
        (uint256 operatorId, uint64 epoch) = _book.openingOf(A);
        assert(operatorId == 1 && epoch == 7);
        (operatorId, epoch) = _book.openingOf(B);
        assert(operatorId == 0 && epoch == 0);
    }

    function test_opensTheOnlyReceipt() public {
        IReceiptBook.Seal memory single = _sealRoot(2, 9, A, 1, 5);
        _book.open(2, 9, single, A, new bytes32[](0));
        (uint256 operatorId, ) = _book.openingOf(A);
        assert(operatorId == 2);
    }

    function test_anInnerNodeIsNoReceipt() public {
        IReceiptBook.Seal memory four = _sealRoot(2, 9, _pair(_inner, _pair(C, keccak256("d"))), 4, 5);
        _reverts(abi.encodeWithSelector(IReceiptBook.PathLengthInvalid.selector, 1, 4));
        this.open(2, 9, four, _inner, _path(_pair(C, keccak256("d"))));
        _reverts(abi.encodeWithSelector(IReceiptBook.PathLengthInvalid.selector, 0, 3));
        this.open(1, 7, _sealed, _root, new bytes32[](0));
    }

    function test_refusesPathsLongerThanTheTreeIsDeep() public {
        _reverts(abi.encodeWithSelector(IReceiptBook.PathLengthInvalid.selector, 3, 3));
        this.open(1, 7, _sealed, A, new bytes32[](3));
        IReceiptBook.Seal memory four = _sealRoot(2, 9, _root, 4, 5);
        _reverts(abi.encodeWithSelector(IReceiptBook.PathLengthInvalid.selector, 3, 4));
        this.open(2, 9, four, A, new bytes32[](3));
        IReceiptBook.Seal memory most = _sealRoot(2, 10, _root, type(uint32).max, 5);
        _reverts(abi.encodeWithSelector(IReceiptBook.PathLengthInvalid.selector, 33, type(uint32).max));
        this.open(2, 10, most, A, new bytes32[](33));
        _reverts(abi.encodeWithSelector(IReceiptBook.ReceiptNotSealed.selector, A, _root));
        this.open(2, 10, most, A, new bytes32[](32));
    }

    function test_refusesForeignReceipts() public {
        _reverts(abi.encodeWithSelector(IReceiptBook.ReceiptNotSealed.selector, keccak256("d"), _root));
        this.open(1, 7, _sealed, keccak256("d"), _path(_inner));
        (uint256 operatorId, ) = _book.openingOf(keccak256("d"));
        assert(operatorId == 0);
    }

    function test_aReceiptCountsOnceOverEpochsAndOperators() public {
        _book.open(1, 7, _sealed, C, _path(_inner));
        bytes memory replayed = abi.encodeWithSelector(IReceiptBook.ReceiptReplayed.selector, C, 1, 7);
        _reverts(replayed);
        this.open(1, 7, _sealed, C, _path(_inner));
        IReceiptBook.Seal memory later = _sealRoot(1, 8, _root, 3, 500);
        _reverts(replayed);
        this.open(1, 8, later, C, _path(_inner));
        IReceiptBook.Seal memory foreign = _sealRoot(2, 7, _root, 3, 500);
        _reverts(replayed);
        this.open(2, 7, foreign, C, _path(_inner));
    }

    function test_openingNeedsTheSeal() public {
        IReceiptBook.Seal memory changed = _sealed;
        changed.units = 501;
        _reverts(abi.encodeWithSelector(IReceiptBook.SealUnknown.selector, 1, 7));
        this.open(1, 7, changed, C, _path(_inner));
        _reverts(abi.encodeWithSelector(IReceiptBook.SealUnknown.selector, 2, 7));
        this.open(2, 7, _sealed, C, _path(_inner));
    }

    function open(
        uint256 id,
        uint64 epoch,
        IReceiptBook.Seal memory sealed_,
        bytes32 leaf,
        bytes32[] memory proof
    ) external {
        _book.open(id, epoch, sealed_, leaf, proof);
    }

    function _longPath(bytes32 first, bytes32 second) private pure returns (bytes32[] memory path) {
        path = new bytes32[](2);
        path[0] = first;
        path[1] = second;
    }
}
