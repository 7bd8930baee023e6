// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Constitution} from "../../../contracts/governance/Constitution.sol";
import {MixturePolicy} from "../../../contracts/training/MixturePolicy.sol";
import {TestBase} from "../Vm.sol";

/// @notice A constitution that knows the bounds of shares only.
contract ShareLaw {
    function limits() external pure returns (Constitution.Limits memory all) {
        (all.minShareFloor, all.maxShareCap, all.maxShareStep) = (100, 6_000, 2_000);
    }
}

/// @notice Four registers at a quarter each; shares from 200 to 5,000, moved by 1,000 at most.
abstract contract MixtureWorld is TestBase {
    uint256 internal constant START = 1_000_000;
    MixturePolicy internal mixture;

    error Different(uint256 found, uint256 expected);

    function _open() internal {
        vm.warp(START);
        mixture = _deploy(_names(4), _shares(2_500, 2_500, 2_500, 2_500), MixturePolicy.Bounds(200, 5_000, 1_000));
    }

    function _deploy(
        string[] memory names,
        uint16[] memory shares,
        MixturePolicy.Bounds memory bounds
    ) internal returns (MixturePolicy) {
        AccessManager authority = new AccessManager(address(this));
        return
            new MixturePolicy(
                address(authority),
                Constitution(address(new ShareLaw())),
                names,
                shares,
                _plan(),
                bounds
            );
    }

    function _names(uint256 count) internal pure returns (string[] memory names) {
        names = new string[](count);
        for (uint256 i = 0; i < count; ++i) names[i] = string(abi.encodePacked("register ", bytes1(uint8(65 + i))));
    }

    function _shares(uint16 a, uint16 b, uint16 c, uint16 d) internal pure returns (uint16[] memory shares) {
        shares = new uint16[](4);
        (shares[0], shares[1], shares[2], shares[3]) = (a, b, c, d);
    }

    function _plan() internal pure returns (MixturePolicy.Plan memory) {
        return MixturePolicy.Plan(1_000_000, 4, 200, 5, 2);
    }

    function _assertEq(uint256 found, uint256 expected) internal pure {
        if (found != expected) revert Different(found, expected);
    }
}
