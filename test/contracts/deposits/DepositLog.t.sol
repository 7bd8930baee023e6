// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {FixedOperators} from "../identity/FixedOperators.sol";
import {TestBase} from "../Vm.sol";

contract LogHandler is TestBase {
    DepositLog public log;
    bool public shrank;
    bool public rewritten;
    mapping(uint256 logId => uint64) private _sizes;
    mapping(uint256 logId => mapping(uint64 size => bytes32)) private _roots;
    uint64[] private _anchored;

    constructor() {
        log = new DepositLog(IOperatorRegistry(address(new FixedOperators())));
    }

    function anchor(uint256 who, bytes32 root, uint64 size) external {
        uint256 logId = _bound(who, 1, 3);
        size = uint64(_bound(size, 0, 200));
        vm.prank(address(uint160(0x1000 + logId)));
        log.anchor(root, size, "");
        if (size <= _sizes[logId]) shrank = true;
        _sizes[logId] = size;
        if (_roots[logId][size] != 0) rewritten = true;
        _roots[logId][size] = root;
        _anchored.push(size);
    }

    function historyStands() external view returns (bool) {
        for (uint256 i = 0; i < _anchored.length; ++i) {
            for (uint256 logId = 1; logId <= 3; ++logId) {
                if (log.rootAt(logId, _anchored[i]) != _roots[logId][_anchored[i]]) return false;
            }
        }
        return true;
    }
}

contract DepositLogInvariantTest is TestBase {
    LogHandler private _handler;

    function setUp() public {
        _handler = new LogHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_logsOnlyGrow() public view {
        assert(!_handler.shrank() && !_handler.rewritten());
    }

    function invariant_everyAnchoredHeadStaysReadable() public view {
        assert(_handler.historyStands());
    }
}
