// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReceiptBook} from "../../../contracts/work/ReceiptBook.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice A tree of three receipts A, B, C: the root over C and the pair of A and B.
contract ReceiptReplayTest is WorkBase {
    bytes32 private constant A = keccak256("a");
    bytes32 private constant B = keccak256("b");
    bytes32 private constant C = keccak256("c");
    uint64 private constant E = 20_000;
    uint64 private constant L = 19_999;
    bytes32 private _inner;
    bytes32 private _root;
    ReceiptBook.Seal private _sealed;

    function setUp() public {
        _deploy(3);
        _inner = _pair(A, B);
        _root = _pair(_inner, C);
        _sealed = _sealRoot(1, E, _root, 3, 500);
    }

    function test_anInnerNodeIsNoReceipt() public {
        ReceiptBook.Seal memory four = _sealRoot(2, E, _pair(_inner, _pair(C, keccak256("d"))), 4, 5);
        _reverts(abi.encodeWithSelector(ReceiptBook.PathLengthInvalid.selector, 1, 4));
        this.show(2, E, four, _inner, _path(_pair(C, keccak256("d"))));
        _reverts(abi.encodeWithSelector(ReceiptBook.PathLengthInvalid.selector, 0, 3));
        this.show(1, E, _sealed, _root, new bytes32[](0));
    }

    function test_refusesPathsLongerThanTheTreeIsDeep() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.PathLengthInvalid.selector, 3, 3));
        this.show(1, E, _sealed, A, new bytes32[](3));
        ReceiptBook.Seal memory four = _sealRoot(2, E, _root, 4, 5);
        _reverts(abi.encodeWithSelector(ReceiptBook.PathLengthInvalid.selector, 3, 4));
        this.show(2, E, four, A, new bytes32[](3));
        ReceiptBook.Seal memory most = _sealRoot(2, L, _root, type(uint32).max, 5);
        _reverts(abi.encodeWithSelector(ReceiptBook.PathLengthInvalid.selector, 33, type(uint32).max));
        this.show(2, L, most, A, new bytes32[](33));
        _reverts(abi.encodeWithSelector(ReceiptBook.ReceiptNotSealed.selector, A, _root));
        this.show(2, L, most, A, new bytes32[](32));
    }

    function test_refusesForeignReceipts() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.ReceiptNotSealed.selector, keccak256("d"), _root));
        this.show(1, E, _sealed, keccak256("d"), _path(_inner));
    }

    function test_oneReceiptInTwoEpochsIsAFaultOncePerEpoch() public {
        ReceiptBook.Seal memory later = _sealRoot(1, L, _pair(A, C), 2, 500);
        vm.warp(block.timestamp + 50);
        vm.expectEmit(address(_book));
        emit ReceiptBook.ReplayProven(1, E, C);
        _book.proveReplay(1, [L, E], [later, _sealed], C, _path(A), _path(_inner));
        assert(_book.faultTimeOf(1) == block.timestamp);
        // The same epochs again, in any order and by another receipt: no second fault, later work stays good.
        vm.warp(block.timestamp + 50);
        _reverts(abi.encodeWithSelector(ReceiptBook.AlreadyProven.selector, 1, E));
        this.proveReplay([E, L], [_sealed, later], A, _longPath(B, C), _path(C));
        assert(_book.faultTimeOf(1) == block.timestamp - 50);
    }

    function test_oneReceiptAtTwoPlacesOfOneTreeIsAFault() public {
        // C twice: alone, and beside A.
        bytes32 inner = _pair(A, C);
        ReceiptBook.Seal memory twice = _sealRoot(2, E, _pair(inner, C), 3, 500);
        _book.proveReplay(2, [E, E], [twice, twice], C, _path(inner), _longPath(A, C));
        assert(_book.faultTimeOf(2) == block.timestamp);
        // Twins that are neighbours have one path.
        ReceiptBook.Seal memory twins = _sealRoot(3, E, _pair(A, A), 2, 500);
        _book.proveReplay(3, [E, E], [twins, twins], A, _path(A), _path(A));
        assert(_book.faultTimeOf(3) == block.timestamp);
    }

    function test_oneReceiptAtOnePlaceIsNoFault() public {
        _reverts(abi.encodeWithSelector(ReceiptBook.SamePlace.selector, C));
        this.proveReplay([E, E], [_sealed, _sealed], C, _path(_inner), _path(_inner));
        _reverts(abi.encodeWithSelector(ReceiptBook.ReceiptNotSealed.selector, C, _root));
        this.proveReplay([E, E], [_sealed, _sealed], C, _path(_inner), _longPath(B, C));
        _reverts(abi.encodeWithSelector(ReceiptBook.SealUnknown.selector, 1, L));
        this.proveReplay([E, L], [_sealed, _sealed], C, _path(_inner), _path(_inner));
        ReceiptBook.Seal memory single = _sealRoot(1, L, A, 1, 5);
        _reverts(abi.encodeWithSelector(ReceiptBook.SamePlace.selector, A));
        this.proveReplay([L, L], [single, single], A, new bytes32[](0), new bytes32[](0));
        assert(_book.faultTimeOf(1) == 0);
    }

    function test_provingNeedsTheSeal() public {
        ReceiptBook.Seal memory changed = _sealed;
        changed.units = 501;
        _reverts(abi.encodeWithSelector(ReceiptBook.SealUnknown.selector, 1, E));
        this.show(1, E, changed, C, _path(_inner));
        _reverts(abi.encodeWithSelector(ReceiptBook.SealUnknown.selector, 2, E));
        this.show(2, E, _sealed, C, _path(_inner));
    }

    function proveReplay(
        uint64[2] memory epochs,
        ReceiptBook.Seal[2] memory seals,
        bytes32 leaf,
        bytes32[] memory first,
        bytes32[] memory second
    ) external {
        _book.proveReplay(1, epochs, seals, leaf, first, second);
    }

    /// @dev One receipt shown at one place: never a fault, and refused for what is wrong with it.
    function show(
        uint256 id,
        uint64 epoch,
        ReceiptBook.Seal memory sealed_,
        bytes32 leaf,
        bytes32[] memory proof
    ) external {
        _book.proveReplay(id, [epoch, epoch], [sealed_, sealed_], leaf, proof, proof);
    }

    function _longPath(bytes32 first, bytes32 second) private pure returns (bytes32[] memory path) {
        path = new bytes32[](2);
        path[0] = first;
        path[1] = second;
    }
}
