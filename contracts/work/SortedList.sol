// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title SortedList
/// @notice Numbers in ascending order, in memory of a size fixed beforehand.
library SortedList {
    struct List {
        uint256[] numbers;
        uint256 length;
    }

    /// @notice Makes an empty list.
    /// @param capacity Most numbers that it will hold.
    /// @return list The list.
    function create(uint256 capacity) internal pure returns (List memory list) {
        list.numbers = new uint256[](capacity);
    }

    /// @notice Adds a number: a search by halves, and one copy of memory to make room.
    /// @param list The list, which must not be full.
    /// @param added The number.
    function insert(List memory list, uint256 added) internal pure {
        uint256[] memory numbers = list.numbers;
        uint256 length = list.length;
        // Reverts when the list is full, before memory behind it is touched.
        numbers[length] = added;
        list.length = length + 1;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let low := add(numbers, 0x20)
            let end := add(low, shl(5, length))
            let high := end
            for {} lt(low, high) {} {
                // Memory offsets of numbers; the middle one is rounded down to a whole word from `low`.
                let middle := add(low, shl(5, shr(6, sub(high, low))))
                switch gt(mload(middle), added)
                case 0 {
                    low := add(middle, 0x20)
                }
                default {
                    high := middle
                }
            }
            mcopy(add(low, 0x20), low, sub(end, low))
            mstore(low, added)
        }
    }

    /// @notice The two middle numbers, which are one for an odd length.
    /// @param list The list.
    /// @return low Lower median, 0 of an empty list.
    /// @return high Upper median, 0 of an empty list.
    function medians(List memory list) internal pure returns (uint256 low, uint256 high) {
        if (list.length == 0) return (0, 0);
        return (list.numbers[(list.length - 1) >> 1], list.numbers[list.length >> 1]);
    }
}
