// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {TestBase} from "../Vm.sol";
import {LogBase} from "./LogBase.sol";
import {LogOperators} from "./LogOperators.sol";

contract DepositLogTest is LogBase {
    bytes32 private constant ONE = bytes32(uint256(1));
    bytes32 private constant TWO = bytes32(uint256(2));

    function _assertHead(uint256 logId, bytes32 root, uint64 size) private view {
        (bytes32 isRoot, uint64 isSize) = _log.head(logId);
        assert(isRoot == root && isSize == size);
    }

    function test_aLogBeginsEmpty() public view {
        _assertHead(LOG, 0, 0);
        assert(_log.faultsOf(LOG) == 0);
    }

    function test_headsOfALogFormOneChain() public {
        vm.expectEmit(address(_log));
        emit DepositLog.Anchored(LOG, 1, ONE, 0, "ipfs://batch");
        _anchor(ONE, 1);
        _assertHead(LOG, ONE, 1);

        vm.expectEmit(address(_log));
        emit DepositLog.Anchored(LOG, type(uint64).max, TWO, ONE, "ipfs://batch");
        _anchor(TWO, type(uint64).max);
        _assertHead(LOG, TWO, type(uint64).max);
    }

    function test_everyOperatorHasALogOfItsOwn() public {
        _anchor(ONE, 5);
        vm.prank(vm.addr(OTHER_KEY));
        _log.anchor(TWO, 3, "");
        _assertHead(OTHER_LOG, TWO, 3);
        _assertHead(LOG, ONE, 5);
    }

    function test_aLogNeverShrinksNorStandsStill() public {
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LogNotGrown.selector, LOG, 0, 0));
        _anchor(ONE, 0);
        _anchor(ONE, 5);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LogNotGrown.selector, LOG, 5, 5));
        _anchor(TWO, 5);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LogNotGrown.selector, LOG, 5, 4));
        _anchor(TWO, 4);
        _assertHead(LOG, ONE, 5);
        _anchor(TWO, 6);
    }

    function test_aRootIsNeverZero() public {
        vm.expectRevert(DepositLog.RootMissing.selector);
        _anchor(0, 5);
    }

    function test_strangersAnchorNothing() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, address(this)));
        _log.anchor(ONE, 1, "");
    }
}

/// @notice Three operators, of whom the third sometimes signs two roots of one size.
contract LogHandler is LogBase {
    uint256 private constant LIAR = 3;
    DepositLog public log;
    bool public grewClosed;
    uint256 public lies;
    bool public shrank;
    bool public unchained;
    bool public wrongHead;
    mapping(uint256 logId => uint64) private _sizes;
    mapping(uint256 logId => bytes32) private _roots;

    constructor() {
        setUp();
        LogOperators operators = _operators;
        log = _log;
        for (uint256 id = 1; id <= 3; ++id) operators.set(vm.addr(id), id);
    }

    function lie(uint64 size, bytes32 one, bytes32 two) external {
        log.proveEquivocation(LIAR, _signed(LIAR, LIAR, size, one), _signed(LIAR, LIAR, size, two));
        ++lies;
    }

    /// @dev Whatever is put into the mouth of the honest: nothing is theirs but one head.
    function slander(uint256 who, uint64 size, bytes32 one, bytes32 two) external {
        uint256 logId = _bound(who, 1, 2);
        log.proveEquivocation(logId, _signed(LIAR, logId, size, one), _signed(logId, logId, size, two));
    }

    function reopen() external {
        vm.prank(address(0x71));
        log.reopen(LIAR);
    }

    function honestLogsHaveNoFault() external view returns (bool) {
        for (uint256 id = 1; id <= 2; ++id) if (log.faultsOf(id) != 0 || log.isClosed(id)) return false;
        return log.faultsOf(LIAR) == lies && _operators.slashes() <= lies && (lies == 0) == (_operators.slashes() == 0);
    }

    function anchor(uint256 who, bytes32 root, uint64 size) external {
        uint256 logId = _bound(who, 1, 3);
        size = _sizes[logId] + uint64(_bound(size, 0, 20)) - (_sizes[logId] > 10 ? 10 : 0);
        vm.recordLogs();
        bool closed = log.isClosed(logId);
        vm.prank(vm.addr(logId));
        log.anchor(root, size, "");
        if (closed) grewClosed = true;
        if (size <= _sizes[logId]) shrank = true;
        (, , bytes32 previous, ) = abi.decode(vm.getRecordedLogs()[0].data, (uint64, bytes32, bytes32, string));
        if (previous != _roots[logId]) unchained = true;
        (_sizes[logId], _roots[logId]) = (size, root);
        for (uint256 id = 1; id <= 3; ++id) {
            (bytes32 isRoot, uint64 isSize) = log.head(id);
            if (isRoot != _roots[id] || isSize != _sizes[id]) wrongHead = true;
        }
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

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](4);
        selectors[0] = LogHandler.anchor.selector;
        selectors[1] = LogHandler.lie.selector;
        selectors[2] = LogHandler.slander.selector;
        selectors[3] = LogHandler.reopen.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_onlyLiarsHaveFaultsAndAClosedLogStands() public view {
        assert(_handler.honestLogsHaveNoFault() && !_handler.grewClosed());
    }

    function invariant_logsOnlyGrowInOneChainOfHeads() public view {
        assert(!_handler.shrank() && !_handler.unchained());
    }

    function invariant_anAnchorMovesItsOwnLogOnly() public view {
        assert(!_handler.wrongHead());
    }
}
