// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Decay} from "../../../contracts/credits/Decay.sol";

/// @notice Nothing decays at once.
contract DecayStartsWhole {
    function property(uint72 value, uint48 halfLife) external pure {
        require(halfLife > 0);
        assert(Decay.decay(value, 0, halfLife) == value);
    }
}

/// @notice Decay never adds.
contract DecayNeverRises {
    function property(uint72 value, uint48 elapsed, uint48 halfLife) external pure {
        require(halfLife > 0);
        assert(Decay.decay(value, elapsed, halfLife) <= value);
    }
}

/// @notice Nothing is left after 256 half-lives.
contract DecayEnds {
    function property(uint72 value, uint64 elapsed) external pure {
        require(elapsed >= 256 * 26 weeks);
        assert(Decay.decay(value, elapsed, 26 weeks) == 0);
    }
}
