// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Decay} from "../../../contracts/credits/Decay.sol";
import {TestBase} from "../Vm.sol";

contract DecayTest is TestBase {
    function testFuzz_neverRises(uint96 value, uint32 first, uint32 more, uint16 halfLife) public pure {
        uint256 life = uint256(halfLife) + 1;
        uint256 early = Decay.decay(value, first, life);
        assert(early <= value);
        assert(Decay.decay(value, uint256(first) + more, life) <= early);
    }

    function testFuzz_halvesExactlyEveryHalfLife(uint96 value, uint8 times, uint16 halfLife) public pure {
        uint256 life = uint256(halfLife) + 1;
        assert(Decay.decay(value, life * times, life) == uint256(value) >> times);
    }

    /// Between two half-lives the value lies between the two halvings.
    function testFuzz_staysBetweenHalvings(uint96 value, uint8 times, uint16 within, uint16 halfLife) public pure {
        uint256 life = uint256(halfLife) + 1;
        uint256 left = Decay.decay(value, life * times + (within % life), life);
        assert(left <= uint256(value) >> times);
        assert(left + 1 >= uint256(value) >> (uint256(times) + 1));
    }

    function test_fallsInAStraightLineWithinAHalfLifeAndRoundsDown() public pure {
        assert(Decay.decay(1000, 0, 100) == 1000);
        assert(Decay.decay(1000, 1, 100) == 995);
        assert(Decay.decay(1000, 50, 100) == 750);
        assert(Decay.decay(1000, 99, 100) == 505);
        assert(Decay.decay(1000, 100, 100) == 500);
        assert(Decay.decay(1000, 150, 100) == 375);
        assert(Decay.decay(999, 1, 100) == 994);
        assert(Decay.decay(1, 1, 100) == 0);
    }

    function test_endsInTheEnd() public pure {
        assert(Decay.decay(type(uint72).max, 72 * 100, 100) == 0);
        assert(Decay.decay(type(uint72).max, 71 * 100, 100) == 1);
        assert(Decay.decay(type(uint128).max, 256 * 100, 100) == 0);
        assert(Decay.decay(type(uint128).max, type(uint256).max, 1) == 0);
    }
}
