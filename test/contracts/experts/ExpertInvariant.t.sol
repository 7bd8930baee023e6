// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TestBase} from "../Vm.sol";
import {ExpertWorld} from "./ExpertWorld.sol";

/// @notice Two operators publish, update, retire, leave, come back and move to new accounts; others try to take tokens.
contract ExpertHandler is ExpertWorld {
    bool public reused;
    bool public moved;
    bool public revived;
    uint256 public updates;
    mapping(uint256 expertId => bytes32[]) private _history;
    mapping(uint256 expertId => bool) private _retired;
    address[2] private _accounts = [NORTH, SOUTH];
    bool[2] private _inactive;
    uint160 private _fresh = 0x9000;

    constructor() {
        _open();
    }

    function publish(uint256 who, bytes32 manifest) external {
        uint256 before = experts.count();
        vm.prank(_accounts[who % 2]);
        try experts.publish("", manifest, "") returns (uint256 id) {
            if (id != before + 1 || _history[id].length != 0) reused = true;
            _history[id].push(manifest);
        } catch {}
    }

    function register(uint256 who) external {
        vm.prank(_accounts[who % 2]);
        try experts.register() {} catch {}
    }

    function update(uint256 who, uint256 id, bytes32 manifest) external {
        id = _bound(id, 1, experts.count() + 1);
        vm.prank(_accounts[who % 2]);
        try experts.updateManifest(id, manifest, "") {
            if (_retired[id] || experts.expert(id).operatorId != NORTH_ID + (who % 2)) revived = true;
            _history[id].push(manifest);
            ++updates;
        } catch {}
    }

    function retire(uint256 who, uint256 id) external {
        id = _bound(id, 1, experts.count() + 1);
        vm.prank(_accounts[who % 2]);
        try experts.retire(id) {
            _retired[id] = true;
        } catch {}
    }

    function toggleOperator(uint256 who) external {
        who = who % 2;
        _inactive[who] = !_inactive[who];
        operators.set(NORTH_ID + who, _accounts[who], !_inactive[who]);
    }

    function rekey(uint256 who, uint256 id) external {
        who = who % 2;
        _accounts[who] = address(++_fresh);
        operators.set(NORTH_ID + who, _accounts[who], !_inactive[who]);
        id = _bound(id, 1, experts.count() + 1);
        try experts.followIdentity(id) {
            if (experts.ownerOf(id) != _accounts[experts.expert(id).operatorId - NORTH_ID]) moved = true;
        } catch {}
    }

    function transfer(uint256 who, uint256 id, bool approved) external {
        id = _bound(id, 1, experts.count() + 1);
        address from = _accounts[who % 2];
        vm.prank(from);
        if (approved) {
            try experts.approve(STRANGER, id) {
                moved = true;
            } catch {}
        } else {
            try experts.transferFrom(from, STRANGER, id) {
                moved = true;
            } catch {}
        }
    }

    function kept() external view returns (bool) {
        for (uint256 id = 1; id <= experts.count(); ++id) {
            if (keccak256(abi.encode(experts.manifestHistory(id))) != keccak256(abi.encode(_history[id]))) return false;
            uint256 operatorId = experts.expert(id).operatorId;
            bool active = experts.isActive(id);
            if (active && (_inactive[operatorId - NORTH_ID] || _retired[id] || _history[id].length == 0)) return false;
            if (!experts.locked(id)) return false;
        }
        return true;
    }
}

/// @notice What holds of experts whatever happens.
contract ExpertInvariantTest is TestBase {
    ExpertHandler private _handler;

    function setUp() public {
        _handler = new ExpertHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_expertsStayWhoseTheyAre() public view {
        assert(!_handler.reused() && !_handler.moved() && !_handler.revived());
        assert(_handler.kept());
    }
}
