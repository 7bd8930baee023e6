// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {Decay} from "../../../contracts/credits/Decay.sol";
import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
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
}

contract CreditsHandler is TestBase {
    ContributionCredits public credits;
    bool public moved;
    bool public rose;
    address[3] private _people = [address(0x41), address(0x42), address(0x43)];

    constructor() {
        AccessManager authority = new AccessManager(address(this));
        credits = new ContributionCredits(address(authority), IContributionCredits.Settings(1000, 100, 10_000));
        vm.warp(1_000_000);
    }

    function mint(uint256 who, uint256 kind, uint256 amount) external {
        credits.mint(_people[who % 3], kind % 3, amount % 12_000, bytes32(0));
    }

    function wait_(uint256 who, uint256 kind, uint256 time) external {
        address person = _people[who % 3];
        uint256 before = credits.recent(person, kind % 3);
        vm.warp(block.timestamp + (time % 500));
        if (credits.recent(person, kind % 3) > before) rose = true;
    }

    function transfer(uint256 who, uint256 to, uint256 kind, uint256 amount) external {
        vm.prank(_people[who % 3]);
        credits.safeTransferFrom(_people[who % 3], _people[to % 3], kind % 3, amount % 10, "");
        moved = true;
    }

    function approve(uint256 who, uint256 to) external {
        vm.prank(_people[who % 3]);
        credits.setApprovalForAll(_people[to % 3], true);
        moved = true;
    }

    function recentExceedsLifetime() external view returns (bool) {
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 kind = 0; kind < 3; ++kind) {
                if (credits.recent(_people[i], kind) > credits.lifetime(_people[i], kind)) return true;
            }
        }
        return false;
    }
}

contract ContributionCreditsInvariantTest is TestBase {
    CreditsHandler private _handler;

    function setUp() public {
        _handler = new CreditsHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_recentIsAtMostLifetime() public view {
        assert(!_handler.recentExceedsLifetime());
    }

    function invariant_recentNeverRisesWithoutMint() public view {
        assert(!_handler.rose());
    }

    function invariant_nothingEverMoves() public view {
        assert(!_handler.moved());
    }
}
