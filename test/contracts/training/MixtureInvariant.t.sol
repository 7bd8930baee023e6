// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MixturePolicy} from "../../../contracts/training/MixturePolicy.sol";
import {TestBase} from "../Vm.sol";
import {MixtureWorld} from "./MixtureWorld.sol";

/// @notice Moves shares between registers, within the rules and not, sometimes twice in one second.
contract MixtureHandler is MixtureWorld {
    bool public tooFast;
    bool public rewritten;
    uint256 public refused;
    bytes32[] private _adopted;
    uint48[] private _times;

    constructor() {
        _open();
        _remember();
    }

    function move(uint256 from, uint256 to, uint16 step, uint8 fault, uint8 wait_) external {
        (, uint16[] memory shares) = mixture.current();
        (, uint16[] memory before) = mixture.current();
        step = step % 1_200;
        if (shares[from % 4] < step) return;
        vm.warp(block.timestamp + (wait_ % 4));
        shares[from % 4] -= step;
        shares[to % 4] += step;
        if (fault % 8 == 0) shares[0] += 1;
        try mixture.adopt(shares) {
            if (_times[_times.length - 1] == block.timestamp) tooFast = true;
            _remember();
            for (uint256 i = 0; i < 4; ++i) {
                uint16 change = shares[i] > before[i] ? shares[i] - before[i] : before[i] - shares[i];
                if (change > 1_000) tooFast = true;
            }
        } catch {
            ++refused;
        }
    }

    function lookUp(uint256 time) external {
        time = _bound(time, START, block.timestamp);
        if (time == block.timestamp) return;
        uint256 id = _times.length;
        while (_times[id - 1] > time) --id;
        bool kept = mixture.adoptedAt(id) == _times[id - 1];
        if (!kept || keccak256(abi.encode(mixture.policy(id))) != _adopted[id - 1]) rewritten = true;
    }

    function wholeAndKept() external view returns (bool) {
        if (mixture.currentId() != _adopted.length) return false;
        for (uint256 id = 1; id <= _adopted.length; ++id) {
            uint16[] memory shares = mixture.policy(id);
            uint256 sum = 0;
            for (uint256 i = 0; i < shares.length; ++i) {
                if (shares[i] < 200 || shares[i] > 5_000) return false;
                sum += shares[i];
            }
            if (sum != 10_000 || keccak256(abi.encode(shares)) != _adopted[id - 1]) return false;
            if (mixture.adoptedAt(id) != _times[id - 1]) return false;
        }
        return true;
    }

    function _remember() private {
        (, uint16[] memory shares) = mixture.current();
        _adopted.push(keccak256(abi.encode(shares)));
        _times.push(uint48(block.timestamp));
    }
}

/// @notice What holds of every policy whatever is adopted.
contract MixtureInvariantTest is TestBase {
    MixtureHandler private _handler;

    function setUp() public {
        _handler = new MixtureHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_sharesAreWholeBoundedAndKept() public view {
        assert(_handler.wholeAndKept());
        assert(!_handler.tooFast() && !_handler.rewritten());
    }
}
