// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {ConsentBase} from "./ConsentBase.sol";

contract ConsentHeadsTest is ConsentBase {
    function _headAfter(uint256 key, bytes32 deposit) private returns (bytes32 head) {
        _withdraw(key, deposit);
        (head, ) = _registry.head();
    }

    function test_everyChangeMovesTheHead() public {
        bytes32 first = _link(0, DEPOSIT, _ana, 4);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentHeadMoved(first, 1);
        _change(1, DEPOSIT, 4, 0);
        _assertHead(first, 1);
        bytes32 second = _link(first, DEPOSIT, _ana, 255);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentHeadMoved(second, 2);
        _withdraw(1, DEPOSIT);
        _assertHead(second, 2);
    }

    function test_aHeadIsFreshWhileItIsCurrent() public {
        assert(_registry.isFresh(0, 0));
        bytes32 head = _headAfter(1, DEPOSIT);
        vm.warp(1_000_000);
        assert(_registry.isFresh(head, 0));
    }

    function test_aHeadStaysFreshForItsAge() public {
        bytes32 first = _headAfter(1, DEPOSIT);
        vm.warp(2_000);
        bytes32 second = _headAfter(1, SECOND);
        assert(_registry.isFresh(first, 0));
        vm.warp(2_050);
        assert(_registry.isFresh(first, 50));
        assert(!_registry.isFresh(first, 49));
        assert(_registry.isFresh(0, 1_000));
        assert(!_registry.isFresh(0, 999));
        assert(_registry.isFresh(second, 0));
    }

    function test_whatWasNeverAHeadIsNotFresh() public {
        assert(!_registry.isFresh(keccak256("never"), type(uint48).max));
        _withdraw(1, DEPOSIT);
        assert(!_registry.isFresh(keccak256("never"), type(uint48).max));
    }

    /// The time of the latest change decides, and two changes in one second are two heads.
    function test_headsOfOneSecondAreToldApart() public {
        bytes32 first = _headAfter(1, DEPOSIT);
        bytes32 second = _headAfter(2, DEPOSIT);
        assert(first != second);
        vm.warp(1_051);
        assert(!_registry.isFresh(first, 0) && _registry.isFresh(first, 1) && _registry.isFresh(second, 0));
    }

    function testFuzz_oldHeadsAgeByTheirLastSecond(uint32 gap, uint32 wait, uint48 maxAge) public {
        bytes32 first = _headAfter(1, DEPOSIT);
        vm.warp(block.timestamp + gap);
        _withdraw(1, SECOND);
        vm.warp(block.timestamp + wait);
        assert(_registry.isFresh(first, maxAge) == (wait <= maxAge));
    }
}
