// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Numbers in ascending order, in memory of a size fixed beforehand.
library SortedList {
    struct List {
        uint256[] numbers;
        uint256 length;
    }

    /// @dev Makes an empty list.
    function create(uint256 capacity) internal pure returns (List memory list) {
        list.numbers = new uint256[](capacity);
    }

    /// @dev Adds a number: a search by halves, and one copy of memory to make room.
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

    /// @dev The two middle numbers, which are one for an odd length.
    function medians(List memory list) internal pure returns (uint256 low, uint256 high) {
        if (list.length == 0) return (0, 0);
        return (list.numbers[(list.length - 1) >> 1], list.numbers[list.length >> 1]);
    }
}
