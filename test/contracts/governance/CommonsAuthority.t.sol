// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommonsAuthority} from "../../../contracts/governance/CommonsAuthority.sol";
import {TestBase} from "../Vm.sol";

/// @notice A constitutional vote could once give an outsider the key to everything; there is no key any more.
contract CommonsAuthorityTest is TestBase {
    address private constant TIMELOCK = address(0x71);
    address private constant COURT = address(0xc0);
    address private constant HOLDER = address(0x11);
    address private constant TARGET = address(0x7a);
    bytes4 private constant NAMED = 0x11223344;
    CommonsAuthority private _authority;

    function setUp() public {
        _authority = new CommonsAuthority(TIMELOCK);
    }

    function test_nobodyMayCallAnythingBeforeTheTableIsThere() public view {
        assert(!_authority.canCall(TIMELOCK, TARGET, NAMED) && !_authority.canCall(address(this), TARGET, NAMED));
        assert(_authority.court() == address(0) && _authority.timelock() == TIMELOCK);
    }

    function test_holdersMayAndTheTimelockMayTheRest() public {
        vm.expectEmit(address(_authority));
        emit CommonsAuthority.RightBound(TARGET, NAMED, HOLDER);
        vm.expectEmit(address(_authority));
        emit CommonsAuthority.AuthorityBound(COURT);
        _authority.bind(_rights(), COURT);
        assert(_authority.court() == COURT && _authority.canCall(HOLDER, TARGET, NAMED));
        assert(_authority.canCall(COURT, TARGET, NAMED));
        // What a right names is out of the reach of votes.
        assert(!_authority.canCall(TIMELOCK, TARGET, NAMED));
        assert(_authority.canCall(TIMELOCK, TARGET, 0x55667788) && _authority.canCall(TIMELOCK, HOLDER, NAMED));
        CommonsAuthority.Right[] memory table = _authority.table();
        assert(table.length == 2 && table[1].holder == COURT && table[0].selector == NAMED);
    }

    function testFuzz_nobodyElseMayCallAnything(address caller, address target, bytes4 selector) public {
        _authority.bind(_rights(), COURT);
        vm.assume(caller != TIMELOCK && caller != HOLDER && caller != COURT);
        assert(!_authority.canCall(caller, target, selector) && !_authority.canCall(caller, TARGET, NAMED));
        if (selector != NAMED || target != TARGET) {
            assert(!_authority.canCall(HOLDER, target, selector) && !_authority.canCall(COURT, target, selector));
        }
    }

    function test_isBoundOnceByItsDeployer() public {
        vm.expectRevert(abi.encodeWithSelector(CommonsAuthority.NotDeployer.selector, TIMELOCK));
        vm.prank(TIMELOCK);
        _authority.bind(_rights(), COURT);
        vm.expectRevert(CommonsAuthority.AuthorityInvalid.selector);
        _authority.bind(_rights(), address(0));
        for (uint256 i = 0; i < 3; ++i) {
            CommonsAuthority.Right[] memory wrong = _rights();
            if (i == 0) wrong[1].target = address(0);
            if (i == 1) wrong[1].selector = 0;
            if (i == 2) wrong[1].holder = address(0);
            vm.expectRevert(CommonsAuthority.AuthorityInvalid.selector);
            _authority.bind(wrong, COURT);
        }
        _authority.bind(_rights(), COURT);
        vm.expectRevert(CommonsAuthority.AlreadyBound.selector);
        _authority.bind(_rights(), COURT);
        vm.expectRevert(CommonsAuthority.AuthorityInvalid.selector);
        new CommonsAuthority(address(0));
    }

    /// No selector of OpenZeppelin's manager that moves power is here, and the timelock itself can call none.
    function test_hasNoFunctionThatMovesPower() public {
        _authority.bind(_rights(), COURT);
        string[6] memory movers = [
            "grantRole(uint64,address,uint32)",
            "revokeRole(uint64,address)",
            "setTargetFunctionRole(address,bytes4[],uint64)",
            "setTargetClosed(address,bool)",
            "updateAuthority(address,address)",
            "execute(address,bytes)"
        ];
        for (uint256 i = 0; i < 6; ++i) {
            vm.prank(TIMELOCK);
            (bool done, ) = address(_authority).call(
                abi.encodePacked(bytes4(keccak256(bytes(movers[i]))), new bytes(96))
            );
            assert(!done);
        }
    }

    function _rights() private pure returns (CommonsAuthority.Right[] memory all) {
        all = new CommonsAuthority.Right[](2);
        all[0] = CommonsAuthority.Right(TARGET, NAMED, HOLDER);
        all[1] = CommonsAuthority.Right(TARGET, NAMED, COURT);
    }
}
