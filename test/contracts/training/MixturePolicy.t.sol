// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {IConstitution} from "../../../contracts/governance/IConstitution.sol";
import {IMixturePolicy} from "../../../contracts/training/IMixturePolicy.sol";
import {MixturePolicy} from "../../../contracts/training/MixturePolicy.sol";
import {TestBase} from "../Vm.sol";

contract MixtureHandler is TestBase {
    MixturePolicy public mixture;
    bool public tooFast;

    constructor() {
        AccessManager authority = new AccessManager(address(this));
        IConstitution constitution = new Constitution(
            IConstitution.Limits(bytes32(0), 100, 6000, 2000, 500, 1000, 1, 1, 2, 3, 2)
        );
        string[] memory names = new string[](4);
        uint16[] memory shares = new uint16[](4);
        for (uint256 i = 0; i < 4; ++i) shares[i] = 2500;
        mixture = new MixturePolicy(
            address(authority),
            constitution,
            names,
            shares,
            IMixturePolicy.Bounds(200, 5000, 1000)
        );
    }

    /// Moves shares from one register to another; most moves are within the rules, some are not.
    function move(uint256 from, uint256 to, uint16 step, uint16 error) external {
        (, uint16[] memory shares) = mixture.current();
        (, uint16[] memory before) = mixture.current();
        step = step % 1200;
        if (shares[from % 4] < step) return;
        shares[from % 4] -= step;
        shares[to % 4] += step;
        if (error % 8 == 0) shares[0] += 1;
        mixture.adopt(shares);
        for (uint256 i = 0; i < 4; ++i) {
            uint16 change = shares[i] > before[i] ? shares[i] - before[i] : before[i] - shares[i];
            if (change > 1000) tooFast = true;
        }
    }
}

contract MixturePolicyInvariantTest is TestBase {
    MixtureHandler private _handler;

    function setUp() public {
        _handler = new MixtureHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_sharesAreWholeAndBounded() public view {
        (uint256 last, ) = _handler.mixture().current();
        for (uint256 id = 1; id <= last; ++id) {
            uint16[] memory shares = _handler.mixture().policy(id);
            uint256 sum = 0;
            for (uint256 i = 0; i < shares.length; ++i) {
                assert(shares[i] >= 200 && shares[i] <= 5000);
                sum += shares[i];
            }
            assert(sum == 10_000);
        }
    }

    function invariant_noShareMovesTooFast() public view {
        assert(!_handler.tooFast());
    }
}
