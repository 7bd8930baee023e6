// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice The root that technical weight uses is never too large.
contract SquareRootIsNotAbove {
    function property(uint16 value) external pure {
        uint256 root = Math.sqrt(value);
        assert(root * root <= value);
    }
}

/// @notice Nor too small.
contract SquareRootIsNotBelow {
    function property(uint16 value) external pure {
        uint256 next = Math.sqrt(value) + 1;
        assert(next * next > value);
    }
}

/// @notice One step of Newton's method from above never falls below the root: why the last correction by one is enough.
contract NewtonStaysAbove {
    function property(uint32 value, uint32 guess) external pure {
        require(guess > 0);
        uint256 quotient = uint256(value) / guess;
        uint256 next = (guess + quotient) / 2;
        assert((next + 1) * (next + 1) > value);
    }
}
