// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {HashTree} from "./HashTree.sol";
import {LogBase} from "./LogBase.sol";

contract LogRewriteTest is LogBase {
    uint256 private constant HONEST = type(uint256).max;

    struct Side {
        DepositLog.SignedHead head;
        DepositLog.Inclusion leaf;
    }

    /// A signed head of the first `size` leaves, one of which may be changed, and the leaf at a place under it.
    function _side(uint256 size, uint256 changed, uint64 index) private view returns (Side memory side) {
        bytes32[] memory leaves = HashTree.leavesOf(1, size);
        if (changed < size) leaves[changed] = bytes32(uint256(0xbad));
        side.head = _signed(uint64(size), HashTree.root(leaves));
        side.leaf = DepositLog.Inclusion(leaves[index], HashTree.path(leaves, index));
    }

    function _prove(uint64 index, Side memory a, Side memory b) private {
        _log.proveRewrite(LOG, index, a.head, a.leaf, b.head, b.leaf);
    }

    function _known(Side memory a, Side memory b) private pure returns (bytes memory) {
        bytes32 fault = _faultOf(a.head.size, a.head.root, b.head.size, b.head.root);
        return abi.encodeWithSelector(DepositLog.FaultKnown.selector, LOG, fault);
    }

    function _missing(Side memory side, uint64 index) private pure returns (bytes memory) {
        bytes4 selector = DepositLog.LeafNotIncluded.selector;
        return abi.encodeWithSelector(selector, side.leaf.leafHash, index, side.head.size, side.head.root);
    }

    function test_aChangedLeafIsAFault() public {
        Side memory a = _side(5, HONEST, 3);
        Side memory b = _side(11, 3, 3);
        _anchor(b.head.root, 11);
        b.head = _newest(11, b.head.root);
        vm.expectEmit(address(_log));
        emit DepositLog.RewriteProven(LOG, 3, a.leaf.leafHash, b.leaf.leafHash);
        _prove(3, a, b);
        assert(_log.faultsOf(LOG) == 1 && _log.faultsOf(OTHER_LOG) == 0);
        vm.expectRevert(_known(a, b));
        _prove(3, b, a);
        vm.expectRevert(_known(a, b));
        _prove(3, a, b);
    }

    function test_aChangedLeafShowsUnderOneSizeToo() public {
        Side memory a = _side(5, HONEST, 0);
        Side memory b = _side(5, 0, 0);
        _prove(0, a, b);
        vm.expectRevert(_known(a, b));
        _log.proveEquivocation(LOG, a.head, b.head);
        assert(_log.faultsOf(LOG) == 1);
    }

    function test_aLogThatGrewIsNoFault() public {
        Side memory a = _side(5, HONEST, 3);
        Side memory b = _side(11, HONEST, 3);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LeavesAgree.selector, 3, a.leaf.leafHash));
        _prove(3, a, b);
    }

    function test_leavesAtTwoPlacesAreNoFault() public {
        Side memory a = _side(5, HONEST, 3);
        Side memory b = _side(11, HONEST, 4);
        vm.expectRevert(_missing(b, 3));
        _prove(3, a, b);
        vm.expectRevert(_missing(a, 4));
        _prove(4, a, b);
        assert(_log.faultsOf(LOG) == 0);
    }

    function test_theOperatorMustStandBehindBothHeads() public {
        Side memory a = _side(5, HONEST, 3);
        Side memory b = _side(11, 3, 3);
        DepositLog.SignedHead memory own = b.head;
        b.head = _signed(OTHER_KEY, LOG, 11, own.root);
        bytes memory foreign = abi.encodeWithSelector(DepositLog.SignerForeign.selector, vm.addr(OTHER_KEY), LOG);
        vm.expectRevert(foreign);
        _prove(3, a, b);
        vm.expectRevert(foreign);
        _prove(3, b, a);
        b.head = _newest(11, own.root);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 11, own.root));
        _prove(3, a, b);
        assert(_log.faultsOf(LOG) == 0);
    }

    /// However honest heads of one growing log are combined, no proof against it can be made.
    function testFuzz_anHonestLogIsNeverProvenFaulty(uint64 sizeA, uint64 sizeB, uint64 index, uint64 other) public {
        sizeA = uint64(_bound(sizeA, 1, 30));
        sizeB = uint64(_bound(sizeB, 1, 30));
        index = uint64(_bound(index, 0, sizeA - 1));
        other = uint64(_bound(other, 0, sizeB - 1));
        Side memory a = _side(sizeA, HONEST, index);
        Side memory b = _side(sizeB, HONEST, other);
        vm.expectRevert();
        _log.proveEquivocation(LOG, a.head, b.head);
        vm.expectRevert();
        _prove(index, a, b);
        vm.expectRevert();
        _prove(other, a, b);
        assert(_log.faultsOf(LOG) == 0);
    }

    /// Whatever leaf is changed, in a log of whatever size, its old head and any later one prove it.
    function testFuzz_everyChangedLeafIsProvable(uint64 sizeA, uint64 sizeB, uint64 index) public {
        sizeA = uint64(_bound(sizeA, 1, 30));
        sizeB = uint64(_bound(sizeB, sizeA, 30));
        index = uint64(_bound(index, 0, sizeA - 1));
        _prove(index, _side(sizeA, HONEST, index), _side(sizeB, index, index));
        assert(_log.faultsOf(LOG) == 1);
    }
}
