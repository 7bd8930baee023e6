// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {SortedList} from "../../../contracts/work/SortedList.sol";
import {TestBase} from "../Vm.sol";

contract SortedListTest is TestBase {
    using SortedList for SortedList.List;

    function test_anEmptyListHasNoMedian() public pure {
        SortedList.List memory list = SortedList.create(0);
        (uint256 low, uint256 high) = list.medians();
        assert(low == 0 && high == 0);
    }

    function testFuzz_mediansAreThoseOfTheRanks(uint8[] memory numbers) public pure {
        vm.assume(numbers.length > 0);
        SortedList.List memory list = SortedList.create(numbers.length);
        uint256[] memory beside = new uint256[](1);
        beside[0] = 77;
        for (uint256 i = 0; i < numbers.length; ++i) list.insert(numbers[i]);
        for (uint256 i = 1; i < numbers.length; ++i) assert(list.numbers[i - 1] <= list.numbers[i]);
        (uint256 low, uint256 high) = list.medians();
        assert(_hasRank(numbers, low, (numbers.length - 1) / 2) && _hasRank(numbers, high, numbers.length / 2));
        assert(list.length == numbers.length && beside[0] == 77);
    }

    function insertTwice(uint256 capacity) external pure {
        SortedList.List memory list = SortedList.create(capacity);
        list.insert(1);
        list.insert(2);
    }

    function test_aFullListTakesNothingMore() public {
        this.insertTwice(2);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x32));
        this.insertTwice(1);
    }

    /// True when so many numbers at most are smaller, and at least one more is not larger.
    function _hasRank(uint8[] memory numbers, uint256 value, uint256 rank) private pure returns (bool) {
        (uint256 below, uint256 upTo) = (0, 0);
        for (uint256 i = 0; i < numbers.length; ++i) {
            if (numbers[i] < value) ++below;
            if (numbers[i] <= value) ++upTo;
        }
        return below <= rank && upTo > rank;
    }
}
